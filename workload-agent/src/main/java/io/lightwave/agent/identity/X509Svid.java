package io.lightwave.agent.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A certificate of a workload with its key, which is nowhere but in memory.
///
/// @param chain leaf first, without the root
/// @param renewAt from when on there should be another
public record X509Svid(String spiffeId, List<X509Certificate> chain, PrivateKey key, Instant renewAt) {
    public X509Svid {
        chain = List.copyOf(chain);
    }

    public Instant expiresAt() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "X509Svid[" + spiffeId + "]";
    }
}
