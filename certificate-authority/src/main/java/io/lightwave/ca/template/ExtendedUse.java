package io.lightwave.ca.template;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// The extended key usages we issue (RFC 5280 §4.2.1.12).
public enum ExtendedUse {
    SERVER_AUTHENTICATION("1.3.6.1.5.5.7.3.1"),
    CLIENT_AUTHENTICATION("1.3.6.1.5.5.7.3.2"),
    CODE_SIGNING("1.3.6.1.5.5.7.3.3"),
    /// Signs OCSP answers for its issuer (RFC 6960 §4.2.2.2).
    OCSP_SIGNING("1.3.6.1.5.5.7.3.9"),
    /// Signs CMP messages for its issuer (RFC 9810 §4.5, `id-kp-cmcCA`).
    CERTIFICATE_MANAGEMENT("1.3.6.1.5.5.7.3.27");

    private final String oid;

    ExtendedUse(String oid) {
        this.oid = oid;
    }

    String oid() {
        return oid;
    }

    KeyPurposeId purpose() {
        return KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid));
    }
}
