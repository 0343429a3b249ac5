package io.lightwave.directory.sealing;

import io.lightwave.directory.MasterKey;
import io.lightwave.directory.MasterKeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finds the master key, and lets it through only if it is the one that this database belongs to.
record MasterKeyOfDatabase(JdbcClient jdbc, SecureRandom random) {

    /// @throws IllegalStateException when there is none, or it is another database's
    MasterKey from(MasterKeySource source) {
        MasterKey key = switch (source) {
            case MasterKeySource.Given given -> given.key();
            case MasterKeySource.InFile in -> readOrMake(in);
        };
        jdbc.sql("INSERT INTO master_key (id) VALUES (?) ON CONFLICT DO NOTHING")
                .param(key.id())
                .update();
        String expected = expected().orElseThrow();
        if (!expected.equals(key.id())) {
            throw new IllegalStateException("""
                    this database belongs to master key %s, and %s is another one (%s). Copy the file from a server \
                    that works with this database, or from the back-up, and keep it readable by this user only\
                    """.formatted(expected, name(source), key.id()));
        }
        return key;
    }

    private Optional<String> expected() {
        return jdbc.sql("SELECT id FROM master_key").query(String.class).optional();
    }

    private static String name(MasterKeySource source) {
        return switch (source) {
            case MasterKeySource.Given _ -> "the given one";
            case MasterKeySource.InFile in -> in.file().toString();
        };
    }

    private MasterKey readOrMake(MasterKeySource.InFile in) {
        try {
            if (Files.exists(in.file())) {
                return read(in.file());
            }
            Optional<String> expected = expected();
            if (expected.isPresent()) {
                throw new IllegalStateException("""
                        the master key file %s is missing. Copy it from a server that works with this database, or \
                        from the back-up: the database belongs to master key %s\
                        """.formatted(in.file(), expected.get()));
            }
            if (!in.madeWhenMissing()) {
                throw new IllegalStateException("""
                        the master key file %s is missing. Make it once (openssl rand -base64 32), keep it readable by \
                        this user only, and give every server of this database the same\
                        """.formatted(in.file()));
            }
            return make(in.file());
        } catch (IOException e) {
            throw new UncheckedIOException("the master key file " + in.file(), e);
        }
    }

    private static MasterKey read(Path file) throws IOException {
        try {
            return MasterKey.parse(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the file %s does not hold 32 bytes in base64".formatted(file), e);
        }
    }

    /// On the disk before anything is sealed under it.
    private MasterKey make(Path file) throws IOException {
        MasterKey key = MasterKey.random(random);
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(unfinished, options, mode)) {
            channel.write(java.nio.ByteBuffer.wrap((key.toBase64() + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }
}
