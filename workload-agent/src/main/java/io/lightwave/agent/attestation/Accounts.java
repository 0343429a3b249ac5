package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Names of users and groups of this machine, from its own files.
final class Accounts {
    private Accounts() {}

    static Optional<String> user(int uid) {
        return name(Path.of("/etc/passwd"), uid);
    }

    static Optional<String> group(int gid) {
        return name(Path.of("/etc/group"), gid);
    }

    private static Optional<String> name(Path file, int id) {
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":"))
                    .filter(fields -> fields.length > 2 && fields[2].equals(Integer.toUnsignedString(id)))
                    .map(fields -> fields[0])
                    .filter(name -> name.matches("[\\x21-\\x7e]+"))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException none) {
            return Optional.empty();
        }
    }
}
