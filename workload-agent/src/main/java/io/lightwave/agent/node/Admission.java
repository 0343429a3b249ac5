package io.lightwave.agent.node;

import java.security.PrivateKey;
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
            public Own {
                chain = List.copyOf(chain);
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
