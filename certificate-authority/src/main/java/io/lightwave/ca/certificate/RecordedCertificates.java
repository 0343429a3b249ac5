package io.lightwave.ca.certificate;

import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Knows the certificates of a tenant again by the records of what was signed, so that no path has to be built, and a
/// revocation counts at once.
final class RecordedCertificates implements CertificateTrust {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    RecordedCertificates(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Optional<Trusted> find(TenantId tenant, X509Certificate certificate) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select holder_id from ca_certificate
                         where tenant_id = :tenant and fingerprint = :fingerprint and revoked_at is null
                           and not_before <= :now and not_after >= :now""")
                .param("tenant", tenant.value())
                .param("fingerprint", Fingerprint.of(certificate))
                .param("now", Timestamp.from(now))
                .query((row, _) -> new Trusted(Optional.ofNullable(row.getObject("holder_id", UUID.class))
                        .map(SubjectId::new)))
                .optional();
    }
}
