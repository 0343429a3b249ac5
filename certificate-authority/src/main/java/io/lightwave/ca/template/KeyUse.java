package io.lightwave.ca.template;

import org.bouncycastle.asn1.x509.KeyUsage;

/// The key usage bits we issue (RFC 5280 §4.2.1.3), in the order of their bits.
public enum KeyUse {
    DIGITAL_SIGNATURE(0, KeyUsage.digitalSignature),
    CERTIFICATE_SIGN(5, KeyUsage.keyCertSign),
    CRL_SIGN(6, KeyUsage.cRLSign);

    private final int bit;
    private final int mask;

    KeyUse(int bit, int mask) {
        this.bit = bit;
        this.mask = mask;
    }

    /// The number of the bit, as [java.security.cert.X509Certificate#getKeyUsage] counts.
    int bit() {
        return bit;
    }

    int mask() {
        return mask;
    }
}
