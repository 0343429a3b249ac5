package io.lightwave.ca.template;

import io.lightwave.ca.AuthorityKeyType;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Makes key pairs, and reads private keys that were kept.
///
/// Private keys of ML-DSA are Bouncy Castle's: it writes them with their seed, as RFC 9881 §6 has it, which the
/// platform learned later. What it signs, the platform verifies.
public final class KeyPairs {
    private KeyPairs() {}

    /// The only provider that has private keys of ML-DSA in the standard's form.
    static final class BouncyCastle {
        static final Provider PROVIDER = new BouncyCastleProvider();

        private BouncyCastle() {}
    }

    public static KeyPair generate(AuthorityKeyType type, SecureRandom random) throws GeneralSecurityException {
        var generator = type == AuthorityKeyType.ML_DSA_65
                ? KeyPairGenerator.getInstance(type.algorithm(), BouncyCastle.PROVIDER)
                : KeyPairGenerator.getInstance(type.algorithm());
        generator.initialize(type.parameters(), random);
        return generator.generateKeyPair();
    }

    /// The private key in a PKCS #8 form.
    public static PrivateKey read(SubjectKey publicKey, byte[] pkcs8) throws GeneralSecurityException {
        String algorithm = publicKey.publicKey().getAlgorithm();
        var factory = publicKey.type() == KeyType.ML_DSA_65
                ? KeyFactory.getInstance(AuthorityKeyType.ML_DSA_65.algorithm(), BouncyCastle.PROVIDER)
                : KeyFactory.getInstance(algorithm);
        return factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }
}
