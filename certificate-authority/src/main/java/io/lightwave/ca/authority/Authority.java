package io.lightwave.ca.authority;

import io.lightwave.ca.template.Issuer;
import io.lightwave.ca.template.IssuerKey;
import io.lightwave.ca.template.KeyIdentifier;
import io.lightwave.ca.template.NameConstraintsAbove;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;

/// A certificate authority with its key, ready to sign.
///
/// @param name unique within the tenant, `root-1` or `issuing-1`; part of its addresses
/// @param parent the name of the authority that signed its certificate; a root's is its own, and so is
///     that of one below an authority that is not the tenant's
/// @param cross a certificate for the same name and key by the root before its own, or before it if it is one, for
///     those who know only that one
/// @param above of others, who certified it: up to and with their root; empty when the tenant's own root did
/// @param systemRoot the system tenant's root that certified it, if that one did
/// @param since when it came into its state
/// @param issuer itself as the issuer of others
public record Authority(
        TenantId tenant,
        String name,
        AuthorityKind kind,
        AuthorityState state,
        Instant since,
        String parent,
        X509Certificate certificate,
        Optional<X509Certificate> cross,
        List<X509Certificate> above,
        Optional<String> systemRoot,
        IssuerKey key,
        Issuer issuer) {

    public Authority {
        above = List.copyOf(above);
    }

    Authority(
            TenantId tenant,
            String name,
            AuthorityKind kind,
            AuthorityState state,
            Instant since,
            String parent,
            X509Certificate certificate,
            Optional<X509Certificate> cross,
            List<X509Certificate> above,
            Optional<String> systemRoot,
            IssuerKey key) {
        this(
                tenant,
                name,
                kind,
                state,
                since,
                parent,
                certificate,
                cross,
                above,
                systemRoot,
                key,
                issuer(certificate, above, key));
    }

    private static Issuer issuer(X509Certificate certificate, List<X509Certificate> above, IssuerKey key) {
        List<X509Certificate> path = new ArrayList<>(above);
        path.add(certificate);
        return new Issuer(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                certificate.getBasicConstraints(),
                key.subjectKey(),
                new DEROctetString(KeyIdentifier.in(certificate)),
                NameConstraintsAbove.of(path));
    }

    /// Whether others certified it, and not the tenant's own root.
    public boolean isBelowOthers() {
        return !above.isEmpty();
    }

    /// Its certificate and those between it and the anchor, as servers send them after their own.
    public List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate);
        if (isBelowOthers()) {
            chain.addAll(above.subList(0, above.size() - 1));
        }
        return List.copyOf(chain);
    }

    /// The anchor of others that it hangs on.
    public Optional<X509Certificate> anchor() {
        return isBelowOthers() ? Optional.of(above.getLast()) : Optional.empty();
    }

    /// Whether its certificate is good at that moment.
    public boolean isValidAt(Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }
}
