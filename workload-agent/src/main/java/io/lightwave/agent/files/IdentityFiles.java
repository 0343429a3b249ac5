package io.lightwave.agent.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.lightwave.agent.connection.PemText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The files of one identity in a folder: `token`, `key.pem`, `chain.pem`, `bundle.pem`, `identity.pem` (chain and key
/// in one, for who must never see one without the other), and with a password `identity.p12` and `bundle.p12`; of each
/// foreign trust domain `federated-DOMAIN.pem`, gone when it is trusted no more, and never in one file. What is
/// secret is readable for its owner only (0400). Each file is replaced whole; one that would stay the same is not
/// touched.
public final class IdentityFiles {
    private static final String FEDERATED = "federated-";
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
    private static final String ALIAS = "identity";
    private static final String SECRET = "r--------";
    private static final String PUBLIC = "r--r--r--";

    private final Path folder;
    private final Optional<Owner> owner;
    private final Optional<char[]> password;
    private final Map<String, String> written = new LinkedHashMap<>();

    /// Whose the files are to be, as numbers or names; only root can give them away.
    ///
    /// @param group empty for whatever it is
    public record Owner(String user, String group) {}

    /// @param password of the PKCS #12 files; empty for none of them
    public IdentityFiles(Path folder, Optional<Owner> owner, Optional<String> password) {
        this.folder = folder;
        this.owner = owner;
        this.password = password.map(String::toCharArray);
    }

    /// Writes what is new.
    ///
    /// @return whether anything was
    /// @throws IOException when a file cannot be written; each is the old one or the new one then
    public boolean write(Identity identity) throws IOException {
        Files.createDirectories(folder);
        boolean renewed = false;
        if (differs("key.pem", identity.key() + identity.chain())) {
            put("identity.pem", identity.chain() + identity.key(), SECRET);
            put("key.pem", identity.key(), SECRET);
            put("chain.pem", identity.chain(), PUBLIC);
            if (password.isPresent()) {
                put("identity.p12", identityStore(identity, password.get()), SECRET);
            }
            written.put("key.pem", identity.key() + identity.chain());
            renewed = true;
        }
        if (differs("bundle.pem", identity.anchors())) {
            put("bundle.pem", identity.anchors(), PUBLIC);
            if (password.isPresent()) {
                put("bundle.p12", anchorStore(identity, password.get()), PUBLIC);
            }
            written.put("bundle.pem", identity.anchors());
            renewed = true;
        }
        renewed |= writeFederated(identity.federated());
        if (differs("token", identity.token())) {
            put("token", identity.token(), SECRET);
            written.put("token", identity.token());
            renewed = true;
        }
        return renewed;
    }

    private boolean writeFederated(Map<String, String> anchors) throws IOException {
        boolean renewed = false;
        try (var files = Files.newDirectoryStream(folder, FEDERATED + "*.pem")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String domain = name.substring(FEDERATED.length(), name.length() - ".pem".length());
                if (!anchors.containsKey(domain)) {
                    Files.delete(file);
                    written.remove(name);
                    renewed = true;
                }
            }
        }
        for (var each : anchors.entrySet()) {
            if (!DOMAIN.matcher(each.getKey()).matches()) {
                throw new IOException("not the name of a trust domain");
            }
            String name = FEDERATED + each.getKey() + ".pem";
            if (differs(name, each.getValue())) {
                put(name, each.getValue(), PUBLIC);
                written.put(name, each.getValue());
                renewed = true;
            }
        }
        return renewed;
    }

    private boolean differs(String name, String content) {
        return !content.equals(written.get(name)) || !Files.exists(folder.resolve(name));
    }

    private void put(String name, String text, String permissions) throws IOException {
        put(name, text.getBytes(StandardCharsets.UTF_8), permissions);
    }

    private void put(String name, byte[] content, String permissions) throws IOException {
        Path fresh = Files.createTempFile(
                folder,
                "." + name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            // Whoever may write the folder may put a link there meanwhile: none is followed.
            try (var out = Files.newOutputStream(
                    fresh, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, NOFOLLOW_LINKS)) {
                out.write(content);
            }
            settle(fresh.getFileName(), permissions);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// By a stream of the folder's: the view that `Files` gives changes the permissions of what a link leads to.
    private void settle(Path name, String permissions) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            if (!(entries instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("files of this folder cannot be given to anybody safely");
            }
            var view = secure.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
            view.setPermissions(PosixFilePermissions.fromString(permissions));
            if (owner.isPresent()) {
                give(view, owner.get(), folder.getFileSystem().getUserPrincipalLookupService());
            }
        }
    }

    private static void give(PosixFileAttributeView file, Owner owner, UserPrincipalLookupService names)
            throws IOException {
        if (!owner.group().isEmpty()) {
            file.setGroup(names.lookupPrincipalByGroupName(owner.group()));
        }
        file.setOwner(names.lookupPrincipalByName(owner.user()));
    }

    private static byte[] identityStore(Identity identity, char[] password) throws IOException {
        return store(
                password,
                store -> store.setKeyEntry(
                        ALIAS,
                        PemText.privateKey(identity.key()),
                        password,
                        PemText.certificates(identity.chain()).toArray(Certificate[]::new)));
    }

    private static byte[] anchorStore(Identity identity, char[] password) throws IOException {
        return store(password, store -> {
            int number = 0;
            for (var anchor : PemText.certificates(identity.anchors())) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
        });
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static byte[] store(char[] password, Filling filling) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            var out = new ByteArrayOutputStream();
            store.store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("cannot be written as PKCS #12", e);
        }
    }
}
