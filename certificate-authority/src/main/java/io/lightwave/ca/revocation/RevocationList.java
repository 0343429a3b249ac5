package io.lightwave.ca.revocation;

import java.io.IOException;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Time;

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

    /// When it was made (RFC 5280 §5.1.2.4), without a look at its entries.
    public Instant thisUpdate() {
        var algorithm = DerElement.at(encoded, 0).inner().inner().next();
        byte[] time = algorithm.next().next().encoded();
        try {
            return Time.getInstance(ASN1Primitive.fromByteArray(time)).getDate().toInstant();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
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
