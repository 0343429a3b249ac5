package io.lightwave.workload.bundle;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.jwtsvid.JwtSvids;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The SPIFFE bundles of the tenants. An unchanged one touches no SQL but once a minute, when its number is looked at:
/// of two changes in a row one server may have seen both at once, and another each.
public final class Bundles {
    private static final Duration NUMBERED = Duration.ofMinutes(1);

    private final CertificateAuthority authority;
    private final JwtSvids jwtSvids;
    private final BundleSequence sequence;
    private final InstantSource clock;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    private record Known(List<X509Certificate> anchors, String keySet, String json, Instant numberedAt) {
        boolean isNumbered(Instant now) {
            return !now.isBefore(numberedAt) && now.isBefore(numberedAt.plus(NUMBERED));
        }
    }

    Bundles(CertificateAuthority authority, JwtSvids jwtSvids, BundleSequence sequence, InstantSource clock) {
        this.clock = clock;
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
        var now = clock.instant();
        if (last != null
                && last.isNumbered(now)
                && last.keySet().equals(keySet)
                && last.anchors().equals(anchors)) {
            return Optional.of(last.json());
        }
        var document = new BundleDocument(anchors, keySet);
        String json = document.json(sequence.of(tenant, document.digest()));
        known.put(tenant, new Known(anchors, keySet, json, now));
        return Optional.of(json);
    }
}
