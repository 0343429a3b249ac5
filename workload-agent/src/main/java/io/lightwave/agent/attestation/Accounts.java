package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Names of users and groups of this machine, from its own files.
final class Accounts {
    private Accounts() {}

    static Optional<String> user(int uid) {
        return name(Path.of("/etc/passwd"), uid);
    }

    static Optional<String> group(int gid) {
        return name(Path.of("/etc/group"), gid);
    }

    /// By one look at the file, however many they are.
    static Collection<String> groups(Collection<Integer> gids) {
        return names(Path.of("/etc/group"), Set.copyOf(gids)).values();
    }

    private static Optional<String> name(Path file, int id) {
        return names(file, Set.of(id)).values().stream().findFirst();
    }

    /// Of several of one id the first.
    private static Map<String, String> names(Path file, Set<Integer> ids) {
        Set<String> wanted = ids.stream().map(Integer::toUnsignedString).collect(Collectors.toSet());
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":"))
                    .filter(fields -> fields.length > 2 && wanted.contains(fields[2]))
                    .filter(fields -> fields[0].matches("[\\x21-\\x7e]+"))
                    .collect(Collectors.toMap(fields -> fields[2], fields -> fields[0], (first, _) -> first));
        } catch (IOException | java.io.UncheckedIOException none) {
            return Map.of();
        }
    }
}
