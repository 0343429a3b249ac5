package io.lightwave.ca.authority;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.Optional;

/// The addresses where an authority publishes, below the plain-HTTP base.
public final class Publications {
    /// Revocation lists are not split yet: every certificate is in this one.
    public static final int SHARD = 0;

    private final String base;

    Publications(CertificateAuthoritySettings settings) {
        this.base = settings.pkiUrl().toString().replaceFirst("/$", "");
    }

    /// Where certificates that this authority signs point to.
    public Publication of(TenantId tenant, String authority) {
        return new Publication(
                URI.create("%s/t/%s/ca/crl/%s/%d.crl".formatted(base, tenant, authority, SHARD)),
                URI.create("%s/t/%s/ca/%s.cer".formatted(base, tenant, authority)),
                Optional.of(URI.create("%s/t/%s/ca/ocsp".formatted(base, tenant))));
    }
}
