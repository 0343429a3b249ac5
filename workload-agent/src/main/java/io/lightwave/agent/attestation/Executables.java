package io.lightwave.agent.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The SHA-256 of what a process executes, read through the kernel's own link to it, and remembered for as long as
/// the file is the same.
final class Executables {
    private static final long LARGEST = 256L << 20;
    private static final int MOST = 1_000;

    /// A file as it was when it was read: its device, inode, time of change and size.
    private record Version(String device, String inode, String changed, long size) {}

    private final Map<Version, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, String> eldest) {
            return size() > MOST;
        }
    };

    /// Empty when the file is larger than 256 MiB, or not as it was after reading it.
    Optional<String> sha256(Path executable) throws IOException {
        var version = version(executable);
        if (version.size() > LARGEST) {
            return Optional.empty();
        }
        String hash;
        synchronized (known) {
            hash = known.get(version);
        }
        if (hash == null) {
            hash = hash(executable);
            if (!version(executable).equals(version)) {
                return Optional.empty(); // somebody writes to it
            }
            synchronized (known) {
                known.put(version, hash);
            }
        }
        return Optional.of(hash);
    }

    private static Version version(Path file) throws IOException {
        var attributes = Files.readAttributes(file, "unix:dev,ino,ctime");
        return new Version(
                String.valueOf(attributes.get("dev")),
                String.valueOf(attributes.get("ino")),
                String.valueOf(attributes.get("ctime")),
                Files.size(file));
    }

    private static String hash(Path executable) throws IOException {
        try (InputStream in = Files.newInputStream(executable)) {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var reading = new DigestInputStream(in, digest)) {
                reading.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
