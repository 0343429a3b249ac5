package io.lightwave.server.backup;

import io.lightwave.directory.MasterKey;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The file of a backup: a ZIP archive with a table's rows in each entry, what is in it (`manifest.json`), and a MAC
/// of that by the master key (`manifest.mac`), without which a file is not restored.
final class Archive {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "manifest.json";
    private static final String MAC = "manifest.mac";
    private static final int LONGEST_MANIFEST = 1 << 20;

    private Archive() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String entry(String table) {
        return "tables/" + table;
    }

    /// Writes beside the file, and gives it its name when it is whole and on the disk.
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final Path unfinished;
        private final ZipOutputStream zip;

        /// @throws BackupRefusedException when there is such a file
        Writer(Path file) throws IOException {
            if (Files.exists(file)) {
                throw new BackupRefusedException("%s exists".formatted(file));
            }
            this.file = file;
            this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            this.zip = new ZipOutputStream(Files.newOutputStream(unfinished));
        }

        interface Source {
            void to(OutputStream out) throws IOException;
        }

        /// The SHA-256 of what was written, in hexadecimal.
        String table(String name, Source rows) throws IOException {
            zip.putNextEntry(new ZipEntry(entry(name)));
            var digest = sha256();
            rows.to(new DigestOutputStream(new Uncloseable(zip), digest));
            zip.closeEntry();
            return HexFormat.of().formatHex(digest.digest());
        }

        void finish(Manifest manifest, MasterKey key) throws IOException {
            byte[] contents = JSON.writeValueAsBytes(manifest);
            add(MANIFEST, contents);
            add(MAC, HexFormat.of().formatHex(key.authenticateBackup(contents)).getBytes(StandardCharsets.US_ASCII));
            zip.close();
            try (var channel = java.nio.channels.FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE))) {
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }

        private void add(String name, byte[] content) throws IOException {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
            zip.closeEntry();
        }

        @Override
        public void close() throws IOException {
            zip.close();
            Files.deleteIfExists(unfinished);
        }
    }

    private static final class Uncloseable extends FilterOutputStream {
        private Uncloseable(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /// Reads only what somebody with the master key has written.
    static final class Reader implements AutoCloseable {
        private final ZipFile zip;
        private final Manifest manifest;

        /// @throws BackupRefusedException when it is no backup, or another master key's, or was changed
        Reader(Path file, MasterKey key) throws IOException {
            try {
                this.zip = new ZipFile(file.toFile());
            } catch (IOException unreadable) {
                throw new BackupRefusedException("%s is not a backup, or is cut off".formatted(file));
            }
            try {
                this.manifest = manifest(file, key);
            } catch (IOException | RuntimeException refused) {
                zip.close();
                throw refused;
            }
        }

        private Manifest manifest(Path file, MasterKey key) throws IOException {
            byte[] contents = content(file, MANIFEST);
            byte[] mac = content(file, MAC);
            Manifest read;
            try {
                read = JSON.readValue(contents, Manifest.class);
            } catch (JacksonException malformed) {
                throw new BackupRefusedException("%s is not a backup of ours".formatted(file));
            }
            if (!read.masterKey().equals(key.id())) {
                throw new BackupRefusedException(
                        "this backup belongs to master key %s, and the key of these settings is %s"
                                .formatted(read.masterKey(), key.id()));
            }
            byte[] expected =
                    HexFormat.of().formatHex(key.authenticateBackup(contents)).getBytes(StandardCharsets.US_ASCII);
            if (!MessageDigest.isEqual(expected, mac) || read.format() != Manifest.FORMAT) {
                throw new BackupRefusedException("%s was changed after it was made".formatted(file));
            }
            return read;
        }

        private byte[] content(Path file, String name) throws IOException {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new BackupRefusedException("%s is not a backup of ours".formatted(file));
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readNBytes(LONGEST_MANIFEST);
            }
        }

        Manifest manifest() {
            return manifest;
        }

        interface Sink {
            void from(InputStream in) throws IOException;
        }

        /// @throws BackupRefusedException when the rows are not those of the manifest; they have been read by then,
        ///     and it says so whatever else they were refused for
        void table(Manifest.Table table, Sink rows) throws IOException {
            ZipEntry entry = zip.getEntry(entry(table.name()));
            if (entry == null) {
                throw new BackupRefusedException("the backup lacks the table " + table.name());
            }
            var digest = sha256();
            try (var in = new DigestInputStream(new FilterInputStream(zip.getInputStream(entry)) {}, digest)) {
                try {
                    rows.from(in);
                } catch (IOException | RuntimeException refused) {
                    requireWhole(table, in, digest);
                    throw refused;
                }
                requireWhole(table, in, digest);
            }
        }

        private static void requireWhole(Manifest.Table table, InputStream in, MessageDigest digest)
                throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            if (!HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
                throw new BackupRefusedException("the table %s was changed after the backup".formatted(table.name()));
            }
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }
}
