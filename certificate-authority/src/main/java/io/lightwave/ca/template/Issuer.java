package io.lightwave.ca.template;

import java.time.Instant;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;

/// The authority that will sign, as far as its certificate binds what it may sign.
///
/// @param pathLength how many further authorities may follow below it (RFC 5280 §4.2.1.9)
/// @param keyIdentifier as its own certificate has it, which need not be ours to choose (RFC 5280 §4.2.1.1)
public record Issuer(
        X500Name name,
        Instant notBefore,
        Instant notAfter,
        int pathLength,
        SubjectKey key,
        ASN1OctetString keyIdentifier,
        NameConstraintsAbove constraints) {

    /// One that we certify ourselves and that nothing constrains.
    public Issuer(X500Name name, Instant notBefore, Instant notAfter, int pathLength, SubjectKey key) {
        this(
                name,
                notBefore,
                notAfter,
                pathLength,
                key,
                new DEROctetString(KeyIdentifier.of(key)),
                NameConstraintsAbove.NONE);
    }
}
