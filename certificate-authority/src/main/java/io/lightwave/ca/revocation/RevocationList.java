package io.lightwave.ca.revocation;

import java.time.Instant;

/// A signed certificate revocation list.
public final class RevocationList {
    private final byte[] encoded;
    private final long number;
    private final Instant renewAt;

    RevocationList(byte[] encoded, long number, Instant renewAt) {
        this.encoded = encoded;
        this.number = number;
        this.renewAt = renewAt;
    }

    /// Its DER form; not to be changed.
    public byte[] encoded() {
        return encoded;
    }

    /// Its CRL number (RFC 5280 §5.2.3).
    long number() {
        return number;
    }

    /// When a new one is made though nothing changed, well before its `nextUpdate`.
    Instant renewAt() {
        return renewAt;
    }
}
