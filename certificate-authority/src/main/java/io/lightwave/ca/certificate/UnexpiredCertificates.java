package io.lightwave.ca.certificate;

import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A certificate may be believed until it expires, by whoever does not ask for its revocation.
final class UnexpiredCertificates implements OutstandingCredentials {
    private final JdbcClient jdbc;

    UnexpiredCertificates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The second after the last one in which it is valid (RFC 5280 §4.1.2.5).
    @Override
    public Optional<Instant> lastExpiry(TenantId tenant, SubjectId subject) {
        return jdbc.sql("""
                        select not_after + interval '1 second' as expiry from ca_certificate where tenant_id = :tenant and holder_id = :holder
                         order by not_after desc limit 1""")
                .param("tenant", tenant.value())
                .param("holder", subject.value())
                .query((row, _) -> row.getObject("expiry", OffsetDateTime.class).toInstant())
                .optional();
    }
}
