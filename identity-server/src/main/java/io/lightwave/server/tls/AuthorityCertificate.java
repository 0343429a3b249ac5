package io.lightwave.server.tls;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Tenants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// From the system tenant's own authority, with a new key each time; kept in `tls.pem` (0600) of the data folder.
final class AuthorityCertificate implements CertificateSource {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final CertificateAuthority authority;
    private final Tenants tenants;
    private final Path file;
    private final List<String> names;
    private @Nullable TlsIdentity identity; // null until it was read or made

    AuthorityCertificate(CertificateAuthority authority, Tenants tenants, Path data, List<String> names) {
        this.authority = authority;
        this.tenants = tenants;
        this.file = data.resolve("tls.pem");
        this.names = names;
    }

    @Override
    public synchronized TlsIdentity current(Instant now) {
        TlsIdentity kept = identity == null ? read() : identity;
        if (kept == null || !now.isBefore(kept.renewal()) || !named(kept.leaf()) || !anchored(kept) || !current(kept)) {
            kept = issue();
        }
        identity = kept;
        return kept;
    }

    private TlsIdentity issue() {
        KeyPair pair = keyPair();
        var fresh = new TlsIdentity(pair.getPrivate(), authority.issueServerCertificate(names, pair.getPublic()));
        keep(fresh);
        return fresh;
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no P-256", e);
        }
    }

    private @Nullable TlsIdentity read() {
        try {
            String text = Files.readString(file);
            return Pem.identity(text, text);
        } catch (IOException | IllegalArgumentException e) {
            return null; // a new one is made
        }
    }

    private void keep(TlsIdentity fresh) {
        try {
            Path next = file.resolveSibling("tls.pem.new");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, io.lightwave.ca.Pem.of(fresh.chain()) + Pem.of(fresh.key()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean named(X509Certificate leaf) {
        try {
            Set<String> have = new TreeSet<>();
            var alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (name.getFirst().equals(DNS_NAME) || name.getFirst().equals(IP_ADDRESS)) {
                        have.add(ServerNames.canonical((String) name.get(1)));
                    }
                }
            }
            return have.equals(new TreeSet<>(names));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// Whether the authority that signs now signed it: when that is rotated, the server's own certificate comes first.
    private boolean current(TlsIdentity kept) {
        return kept.chain().getLast().equals(authority.issuer(tenants.system()));
    }

    /// Whether today's anchors are those it hangs on: the database may be a new one.
    private boolean anchored(TlsIdentity kept) {
        X509Certificate last = kept.chain().getLast();
        return authority.anchors(tenants.system()).stream().anyMatch(anchor -> {
            try {
                last.verify(anchor.getPublicKey());
                return true;
            } catch (GeneralSecurityException e) {
                return false;
            }
        });
    }
}
