package io.lightwave.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// CPU time and memory of a process and its descendants, as Linux accounts them in `/proc`.
record Cpu(ProcessHandle root) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, fixed in the kernel's interface

    /// User and system seconds of the process alone, since its start.
    double ofProcess() {
        return seconds(root.pid());
    }

    /// The same of all its living descendants, with those that they have waited for: the embedded database.
    double ofDescendants() {
        return root.descendants().mapToDouble(child -> seconds(child.pid())).sum();
    }

    /// Of the process, what its compilers took since its start: a part of [#ofProcess] that ends when it is warm.
    double ofCompilers() {
        return ofThreads("C[12] Compiler");
    }

    /// Of the process, what the thread took that collects garbage, among others that stop everything.
    double ofCollector() {
        return ofThreads("VM Thread");
    }

    private double ofThreads(String name) {
        Pattern begins = Pattern.compile(name);
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + root.pid() + "/task"))) {
            return threads.mapToDouble(thread -> ifNamed(begins, thread)).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double ifNamed(Pattern begins, Path thread) {
        try {
            return begins.matcher(Files.readString(thread.resolve("comm"))).lookingAt() ? seconds(thread) : 0;
        } catch (IOException e) {
            return 0; // ended meanwhile
        }
    }

    /// Resident memory of the process alone, in MiB.
    double residentMebibytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + root.pid() + "/status"))) {
            String line =
                    lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElse("VmRSS: 0 kB");
            return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long pid) {
        return seconds(Path.of("/proc/" + pid));
    }

    private static double seconds(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            long ticks = 0;
            for (int field = 11; field <= 14; field++) { // utime stime cutime cstime
                ticks += Long.parseLong(fields.get(field));
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0; // ended meanwhile
        }
    }
}
