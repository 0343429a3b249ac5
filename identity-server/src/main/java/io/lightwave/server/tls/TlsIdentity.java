package io.lightwave.server.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A private key and the certificate chain that belongs to it, leaf first.
///
/// Refuses a key that is not the certificate's with an [IllegalArgumentException].
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
        if (!belongTogether(key, chain.getFirst().getPublicKey())) {
            throw new IllegalArgumentException("the private key does not belong to the certificate");
        }
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /// When two thirds of its life are over.
    Instant renewal() {
        Instant begin = leaf().getNotBefore().toInstant();
        Duration life = Duration.between(begin, leaf().getNotAfter().toInstant());
        return begin.plus(life.multipliedBy(2).dividedBy(3));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        try {
            byte[] message = {1, 2, 3};
            Signature signer = Signature.getInstance(algorithm(publicKey));
            signer.initSign(key);
            signer.update(message);
            byte[] signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(message);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }
}
