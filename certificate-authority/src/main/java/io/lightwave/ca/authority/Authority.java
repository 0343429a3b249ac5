package io.lightwave.ca.authority;

import io.lightwave.ca.template.Issuer;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;

/// A certificate authority with its key, ready to sign.
///
/// @param name unique within the tenant, `root-1` or `issuing-1`; part of its addresses
public record Authority(TenantId tenant, String name, AuthorityKind kind, X509Certificate certificate, IssuerKey key) {

    /// Itself as the issuer of others.
    public Issuer issuer() {
        return new Issuer(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                certificate.getBasicConstraints(),
                key.subjectKey());
    }
}
