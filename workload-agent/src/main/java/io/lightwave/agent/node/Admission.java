package io.lightwave.agent.node;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/// What the server lets this machine in by, asked for when it is needed.
public sealed interface Admission {
    /// An operator's word, which counts once.
    record JoinToken(Supplier<String> shown) implements Admission {}

    /// The certificate of an authority that the server knows, and its key, read anew each time. It lets the machine in
    /// again, too.
    record Certificate(Supplier<Own> shown) implements Admission {
        /// @param chain leaf first
        public record Own(List<X509Certificate> chain, PrivateKey key) {
            /// @throws IllegalArgumentException when the key is not the leaf's
            public Own {
                chain = List.copyOf(chain);
                if (!isOf(chain.getFirst(), key)) {
                    throw new IllegalArgumentException("the key is not that of the certificate");
                }
            }

            private static boolean isOf(X509Certificate leaf, PrivateKey key) {
                try {
                    String algorithm = switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "RSA" -> "SHA256withRSA";
                        default -> key.getAlgorithm();
                    };
                    var signature = Signature.getInstance(algorithm);
                    signature.initSign(key);
                    byte[] signed = signature.sign();
                    signature.initVerify(leaf.getPublicKey());
                    return signature.verify(signed);
                } catch (GeneralSecurityException unusable) {
                    throw new IllegalArgumentException("the key cannot sign: " + unusable.getMessage(), unusable);
                }
            }

            @Override
            public String toString() {
                return "***";
            }
        }
    }

    /// The token that a cluster projects for the agent's pod, and renews. It lets the machine in again, too.
    record ClusterToken(Supplier<String> shown) implements Admission {}
}
