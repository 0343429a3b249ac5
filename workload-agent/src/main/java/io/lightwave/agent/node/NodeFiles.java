package io.lightwave.agent.node;

import io.lightwave.agent.connection.PemText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Optional;

/// Keeps the node's key and certificate from one run of the agent to the next, for the user of the agent only.
final class NodeFiles {
    private static final String KEY = "node-key.pem";
    private static final String CHAIN = "node-chain.pem";

    private final Path folder;

    NodeFiles(Path folder) {
        this.folder = folder;
    }

    /// Empty when there is none.
    ///
    /// @throws IOException when there is one and it cannot be read
    Optional<NodeCertificate> load() throws IOException {
        if (!Files.exists(folder.resolve(CHAIN))) {
            return Optional.empty();
        }
        try {
            var chain = PemText.certificates(Files.readString(folder.resolve(CHAIN)));
            var key = PemText.privateKey(Files.readString(folder.resolve(KEY)));
            return Optional.of(new NodeCertificate(new KeyPair(chain.getFirst().getPublicKey(), key), chain));
        } catch (IllegalArgumentException malformed) {
            throw new IOException("what is in " + folder + " is not a node's key and certificate", malformed);
        }
    }

    void save(NodeCertificate certificate) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(KEY, PemText.of("PRIVATE KEY", certificate.key().getPrivate().getEncoded()));
        write(CHAIN, PemText.of(certificate.chain()));
    }

    private void write(String name, String text) throws IOException {
        Path fresh = Files.createTempFile(
                folder,
                "." + name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, text.getBytes(StandardCharsets.US_ASCII));
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
