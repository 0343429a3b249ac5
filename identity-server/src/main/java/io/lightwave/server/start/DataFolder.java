package io.lightwave.server.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The files that scripts and people read, with the permissions of the contract.
final class DataFolder {
    private static final String FOR_THE_OWNER = "rw-------";
    private static final String FOR_EVERYBODY = "rw-r--r--";

    private final Path folder;

    DataFolder(Path folder) {
        this.folder = folder;
    }

    Path trustAnchor() {
        return folder.resolve("ca.pem");
    }

    /// The first administrator's generated password, until it is changed.
    Path administratorPassword() {
        return folder.resolve("initial-admin-password");
    }

    /// `id:secret` of the first client, as `curl -u` takes it.
    Path bootstrapClient() {
        return folder.resolve("bootstrap-client");
    }

    void write(Path file, String text) {
        String mode = file.equals(trustAnchor()) ? FOR_EVERYBODY : FOR_THE_OWNER;
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOR_THE_OWNER)));
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
