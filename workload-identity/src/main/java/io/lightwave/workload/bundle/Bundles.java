package io.lightwave.workload.bundle;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.jwtsvid.JwtSvids;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The SPIFFE bundles of the tenants. An unchanged one touches no SQL.
public final class Bundles {
    private final CertificateAuthority authority;
    private final JwtSvids jwtSvids;
    private final BundleSequence sequence;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    private record Known(List<X509Certificate> anchors, String keySet, String json) {}

    Bundles(CertificateAuthority authority, JwtSvids jwtSvids, BundleSequence sequence) {
        this.authority = authority;
        this.jwtSvids = jwtSvids;
        this.sequence = sequence;
    }

    /// As JSON; empty when the tenant has no authority.
    public Optional<String> find(TenantId tenant) {
        var anchors = authority.anchors(tenant);
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        String keySet = jwtSvids.keySet(tenant);
        var last = known.get(tenant);
        if (last != null && last.keySet().equals(keySet) && last.anchors().equals(anchors)) {
            return Optional.of(last.json());
        }
        var document = new BundleDocument(anchors, keySet);
        String json = document.json(sequence.of(tenant, document.digest()));
        known.put(tenant, new Known(anchors, keySet, json));
        return Optional.of(json);
    }
}
