package io.lightwave.ca.authority;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.Optional;

/// The addresses where an authority publishes, below the plain-HTTP base.
public final class Publications {
    private final String base;

    Publications(CertificateAuthoritySettings settings) {
        this.base = settings.pkiUrl().toString().replaceFirst("/$", "");
    }

    /// Where certificates that this authority signs point to, when they are in the first part of its revocation list.
    public Publication of(TenantId tenant, String authority) {
        return of(tenant, authority, 0);
    }

    /// @param shard the part of the revocation list
    public Publication of(TenantId tenant, String authority, int shard) {
        return new Publication(
                list(tenant, authority, shard),
                shard,
                URI.create(base + "/t/" + tenant + "/ca/" + authority + ".cer"),
                Optional.of(URI.create(base + "/t/" + tenant + "/ca/ocsp")));
    }

    /// The distribution point of a part of a revocation list.
    public URI list(TenantId tenant, String authority, int shard) {
        return URI.create(base + "/t/" + tenant + "/ca/crl/" + authority + "/" + shard + ".crl");
    }
}
