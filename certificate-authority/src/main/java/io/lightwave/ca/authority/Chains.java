package io.lightwave.ca.authority;

import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ways from an authority up to an anchor.
public final class Chains {
    private final Authorities authorities;

    Chains(Authorities authorities) {
        this.authorities = authorities;
    }

    /// What follows a certificate that the authority signed: without the anchor, as servers send it, and with it, for
    /// those who want it; while roots follow each other, also the way to the one before.
    ///
    /// @param authority its name; of an unknown one, nothing follows
    public List<List<X509Certificate>> above(TenantId tenant, String authority) {
        Optional<Authority> issuer = authorities.find(tenant, authority);
        if (issuer.isEmpty() || issuer.get().kind() == AuthorityKind.ROOT) {
            return List.of(List.of());
        }
        if (issuer.get().isBelowOthers()) {
            List<X509Certificate> whole = new ArrayList<>(List.of(issuer.get().certificate()));
            whole.addAll(issuer.get().above());
            return List.of(issuer.get().chain(), whole);
        }
        var certificate = issuer.get().certificate();
        List<List<X509Certificate>> chains = new ArrayList<>();
        chains.add(List.of(certificate));
        List<X509Certificate> both = new ArrayList<>(List.of(certificate));
        issuer.get().cross().ifPresent(both::add);
        for (var one : both) {
            authorities.trusted(tenant, AuthorityKind.ROOT).stream()
                    .map(Authority::certificate)
                    .filter(root -> root.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
                    .forEach(root -> chains.add(List.of(one, root)));
        }
        return chains;
    }
}
