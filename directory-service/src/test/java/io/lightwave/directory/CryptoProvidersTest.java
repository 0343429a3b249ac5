package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CryptoProvidersTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

    private final List<Provider> before = List.of(Security.getProviders());

    @AfterEach
    void restore() {
        for (Provider provider : Security.getProviders()) {
            if (!before.contains(provider)) {
                Security.removeProvider(provider.getName());
            }
        }
    }

    @Test
    void corretto_comes_first_where_it_loads_and_passes_its_self_test() throws GeneralSecurityException {
        var providers = CryptoProviders.install();
        assertThat(providers.name()).startsWith("AmazonCorrettoCryptoProvider 2.");
        assertThat(providers.isNative()).isTrue();
        for (String algorithm :
                List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format", "Ed25519", "SHA256withRSA")) {
            assertThat(signsAs(algorithm)).as(algorithm).isEqualTo("AmazonCorrettoCryptoProvider");
        }
    }

    @Test
    void bouncy_castle_signs_over_curves_where_corretto_is_missing_and_does_nothing_else()
            throws GeneralSecurityException {
        var providers = CryptoProviders.install("absent.Provider");
        assertThat(providers.name()).startsWith("BouncyCastleSignatures 1.");
        assertThat(providers.isNative()).isFalse();
        for (String algorithm : List.of("SHA256withECDSA", "SHA384withECDSAinP1363Format", "Ed25519", "EdDSA")) {
            assertThat(signsAs(algorithm)).as(algorithm).isEqualTo("BouncyCastleSignatures");
        }
        assertThat(signsAs("SHA256withRSA")).isEqualTo("SunRsaSign");
    }

    /// Signs with a key of the platform's, has the platform check it, and says who signed.
    private static String signsAs(String algorithm) throws GeneralSecurityException {
        String keys = algorithm.contains("ECDSA") ? "EC" : algorithm.contains("RSA") ? "RSA" : "Ed25519";
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, keys.equals("RSA") ? "SunRsaSign" : "SunEC");
        if (!keys.equals("Ed25519")) {
            generator.initialize(keys.equals("EC") ? 256 : 2048);
        }
        KeyPair pair = generator.generateKeyPair();
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        for (Signature verifier : List.of(
                Signature.getInstance(algorithm),
                Signature.getInstance(algorithm, keys.equals("RSA") ? "SunRsaSign" : "SunEC"))) {
            verifier.initVerify(pair.getPublic());
            verifier.update(MESSAGE);
            assertThat(verifier.verify(signature)).isTrue();
        }
        return signer.getProvider().getName();
    }

    @Test
    void installing_again_changes_nothing() {
        CryptoProviders.install();
        Provider[] providers = Security.getProviders();
        CryptoProviders.install();
        assertThat(Security.getProviders()).containsExactly(providers);
    }
}
