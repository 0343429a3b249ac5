package io.lightwave.ca.authority;

import io.lightwave.ca.template.Issuer;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;

/// A certificate authority with its key, ready to sign.
///
/// @param name unique within the tenant, `root-1` or `issuing-1`; part of its addresses
/// @param parent the name of the authority that signed its certificate; a root's is its own
/// @param cross a certificate for the same name and key by the root before its own, for those who know only that one
/// @param since when it came into its state
public record Authority(
        TenantId tenant,
        String name,
        AuthorityKind kind,
        AuthorityState state,
        Instant since,
        String parent,
        X509Certificate certificate,
        Optional<X509Certificate> cross,
        IssuerKey key) {

    /// Itself as the issuer of others.
    public Issuer issuer() {
        return new Issuer(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                certificate.getBasicConstraints(),
                key.subjectKey());
    }

    /// Whether its certificate is good at that moment.
    public boolean isValidAt(Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }
}
