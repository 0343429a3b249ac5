package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `/proc` says of processes, at this moment.
final class Procfs {
    private static final int FIELDS_AFTER_NAME = 2; // the fields before are the id and the name in parentheses
    private static final int PARENT = 4 - 1 - FIELDS_AFTER_NAME;
    private static final int START_TIME = 22 - 1 - FIELDS_AFTER_NAME;

    private final Path root;

    Procfs(Path root) {
        this.root = root;
    }

    Path of(int pid) {
        return root.resolve(Integer.toString(pid));
    }

    /// In clock ticks since the machine started; with the id it tells a process from all others.
    OptionalLong startTime(int pid) {
        return stat(pid)
                .map(fields -> OptionalLong.of(Long.parseLong(fields[START_TIME])))
                .orElse(OptionalLong.empty());
    }

    OptionalInt parent(int pid) {
        return stat(pid)
                .map(fields -> OptionalInt.of(Integer.parseInt(fields[PARENT])))
                .orElse(OptionalInt.empty());
    }

    /// The fields after the name, which may itself hold spaces and parentheses: only the last one ends it.
    private Optional<String[]> stat(int pid) {
        try {
            String line = Files.readString(of(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return fields.length > START_TIME ? Optional.of(fields) : Optional.empty();
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    /// The process that one of our process handles is for; empty when that has ended.
    OptionalInt ofHandle(int handle) {
        try {
            return Files.readAllLines(root.resolve("self/fdinfo/" + handle), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Pid:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(4).strip()))
                    .filter(pid -> pid > 0)
                    .findFirst();
        } catch (IOException gone) {
            return OptionalInt.empty();
        }
    }

    /// The paths in the hierarchies of control groups, each once.
    ///
    /// @throws IOException when the process is gone
    List<String> cgroups(int pid) throws IOException {
        return cgroups(of(pid));
    }

    /// The same of this process; none when they cannot be read.
    List<String> ownCgroups() {
        try {
            return cgroups(root.resolve("self"));
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static List<String> cgroups(Path process) throws IOException {
        return Files.readAllLines(process.resolve("cgroup"), StandardCharsets.UTF_8).stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .map(parts -> parts[2])
                .distinct()
                .sorted()
                .toList();
    }

    /// @throws IOException when the process is gone
    List<Integer> supplementaryGroups(int pid) throws IOException {
        return Files.readAllLines(of(pid).resolve("status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("Groups:"))
                .flatMap(line -> Stream.of(line.substring(7).strip().split(" ")))
                .filter(group -> !group.isEmpty())
                .map(Integer::parseUnsignedInt)
                .toList();
    }

    /// The identities of its namespaces, by kind.
    ///
    /// @throws IOException when the process is gone, or not to be looked at
    Map<String, String> namespaces(int pid) throws IOException {
        var found = new java.util.TreeMap<String, String>();
        for (String kind : List.of("mnt", "pid", "cgroup")) {
            found.put(
                    kind,
                    Files.readSymbolicLink(of(pid).resolve("ns").resolve(kind)).toString());
        }
        return found;
    }

    /// Whether a process is in the container with this first process: of one family, and in the same namespaces.
    ///
    /// @throws IOException when either is gone, or not to be looked at
    boolean isOfContainer(int pid, int first) throws IOException {
        if (first <= 1 || !namespaces(pid).equals(namespaces(first))) {
            return false;
        }
        var lineage = lineage(pid);
        // What is executed in a container later is no child of its first process, but of the same keeper.
        var keeper = parent(first);
        return lineage.contains(first)
                || (keeper.isPresent() && keeper.getAsInt() > 1 && lineage.contains(keeper.getAsInt()));
    }

    /// The process itself and all that it descends from, nearest first.
    List<Integer> lineage(int pid) {
        return Stream.iterate(
                        OptionalInt.of(pid),
                        OptionalInt::isPresent,
                        one -> one.getAsInt() <= 1 ? OptionalInt.empty() : parent(one.getAsInt()))
                .limit(1_000)
                .map(OptionalInt::getAsInt)
                .collect(Collectors.toList());
    }
}
