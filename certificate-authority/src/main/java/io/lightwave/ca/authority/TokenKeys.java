package io.lightwave.ca.authority;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.Pkcs11Settings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Keys that are made in a PKCS #11 token, sign there, and never leave it. Each stands there by the tenant's and its
/// authority's names, beside the authority's certificate.
final class TokenKeys {
    private final Pkcs11Settings settings;
    private final Provider provider;
    private final KeyStore entries;

    private TokenKeys(Pkcs11Settings settings, Provider provider, KeyStore entries) {
        this.settings = settings;
        this.provider = provider;
        this.entries = entries;
    }

    /// Signs in to the token.
    ///
    /// @throws IllegalStateException saying which token cannot be used, and why
    static TokenKeys open(Pkcs11Settings settings) {
        try {
            // what begins with two hyphens is the configuration itself, and no file's name
            String configuration = """
                    --name = Lightwave
                    library = "%s"
                    slot = %d
                    attributes(generate, CKO_PRIVATE_KEY, *) = {
                      CKA_SENSITIVE = true
                      CKA_EXTRACTABLE = false
                      CKA_SIGN = true
                    }
                    """.formatted(settings.library(), settings.slot());
            var provider = Security.getProvider("SunPKCS11").configure(configuration);
            var entries = KeyStore.getInstance("PKCS11", provider);
            var keys = new TokenKeys(settings, provider, entries);
            keys.load();
            return keys;
        } catch (GeneralSecurityException | IOException | RuntimeException unusable) {
            throw new IllegalStateException(
                    "the token for the keys of authorities (%s) cannot be used: %s"
                            .formatted(settings, innermost(unusable)),
                    unusable);
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : innermost(cause);
    }

    private void load() throws GeneralSecurityException, IOException {
        entries.load(null, settings.pin().toCharArray());
    }

    /// The one that signs with its keys.
    Provider provider() {
        return provider;
    }

    /// A new pair, which the token forgets unless it is kept.
    KeyPair generate(AuthorityKeyType type) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(type.algorithm(), provider);
        generator.initialize(type.parameters());
        return generator.generateKeyPair();
    }

    /// In place of one that may stand there by that name, as after a transaction that came to nothing.
    synchronized void keep(String name, PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        entries.setKeyEntry(name, key, null, new X509Certificate[] {certificate});
    }

    /// Looks again when another node may have made it.
    synchronized Optional<PrivateKey> find(String name) throws GeneralSecurityException {
        if (!entries.isKeyEntry(name)) {
            try {
                load();
            } catch (IOException gone) {
                throw new IllegalStateException("the token (%s) cannot be used".formatted(settings), gone);
            }
        }
        return entries.getKey(name, null) instanceof PrivateKey key ? Optional.of(key) : Optional.empty();
    }
}
