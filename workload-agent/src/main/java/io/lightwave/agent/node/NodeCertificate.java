package io.lightwave.agent.node;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the node shows to the server.
///
/// @param chain leaf first
record NodeCertificate(KeyPair key, List<X509Certificate> chain) {
    NodeCertificate {
        chain = List.copyOf(chain);
    }

    Instant expiresAt() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /// After half its life.
    Instant renewAt() {
        var begin = chain.getFirst().getNotBefore().toInstant();
        return begin.plus(Duration.between(begin, expiresAt()).dividedBy(2));
    }

    @Override
    public String toString() {
        return "NodeCertificate[" + chain.getFirst().getSerialNumber().toString(16) + "]";
    }
}
