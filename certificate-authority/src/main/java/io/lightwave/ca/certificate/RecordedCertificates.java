package io.lightwave.ca.certificate;

import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Knows the certificates of a tenant again by the records of what was signed, so that no path has to be built, and a
/// revocation counts at once. One that was seen before touches no SQL.
final class RecordedCertificates implements CertificateTrust {
    private static final int MOST = 10_000;
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final ChangeFeed.Cached<Recorded> cache;

    /// A certificate that is not revoked.
    ///
    /// @param holder null for the server's own
    private record Recorded(
            Instant notBefore, Instant notAfter, @Nullable SubjectId holder) {
        boolean isGoodAt(Instant now) {
            return !now.isBefore(notBefore) && !now.isAfter(notAfter);
        }
    }

    RecordedCertificates(JdbcClient jdbc, InstantSource clock, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.cache = feed.cache(CertificateStates.TRUST, MOST, this::load);
    }

    @Override
    public Optional<Trusted> find(TenantId tenant, X509Certificate certificate) {
        if (!isForClients(certificate)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return cache.get(tenant, Fingerprint.of(certificate))
                .filter(recorded -> recorded.isGoodAt(now))
                .map(recorded -> new Trusted(Optional.ofNullable(recorded.holder())));
    }

    /// RFC 5280 §4.2.1.12: the key of a server, or one that signs programs, proves nobody to others.
    private static boolean isForClients(X509Certificate certificate) {
        try {
            var uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(CLIENT_AUTHENTICATION);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private Optional<Recorded> load(TenantId tenant, String fingerprint) {
        return jdbc.sql("""
                        select not_before, not_after, holder_id from ca_certificate
                         where tenant_id = :tenant and fingerprint = :fingerprint and revoked_at is null""")
                .param("tenant", tenant.value())
                .param("fingerprint", fingerprint)
                .query((row, _) -> {
                    UUID holder = row.getObject("holder_id", UUID.class);
                    return new Recorded(
                            row.getTimestamp("not_before").toInstant(),
                            row.getTimestamp("not_after").toInstant(),
                            holder == null ? null : new SubjectId(holder));
                })
                .optional();
    }
}
