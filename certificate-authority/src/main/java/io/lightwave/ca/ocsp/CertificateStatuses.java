package io.lightwave.ca.ocsp;

import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What we say of certificates, with the answers that were signed already: dropped as soon as a state changes, bounded
/// in memory.
final class CertificateStatuses {
    private static final int LONGEST_SERIAL_BITS = 160;
    private static final long MOST_BYTES = 16L << 20;
    /// Two signed answers of about a kilobyte each, with what holds them.
    private static final int BYTES_EACH = 3 << 10;

    private final JdbcClient jdbc;
    private final ChangeFeed.Cached<Known> cache;

    CertificateStatuses(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.cache = feed.cache(CertificateStates.CHANGED, MOST_BYTES, _ -> BYTES_EACH, this::load);
    }

    /// One certificate that an authority signed.
    ///
    /// @param status null is BC's word for good
    /// @param answers by the hash algorithm of the request, which the answer repeats
    record Known(@Nullable CertificateStatus status, Map<AlgorithmIdentifier, SignedAnswer> answers) {}

    static final class SignedAnswer {
        private final byte[] encoded;
        private final Instant renewAt;

        SignedAnswer(byte[] encoded, Instant renewAt) {
            this.encoded = encoded;
            this.renewAt = renewAt;
        }

        /// Its DER form; not to be changed.
        byte[] encoded() {
            return encoded;
        }

        /// When a new one is made though nothing changed, well before its `nextUpdate`.
        Instant renewAt() {
            return renewAt;
        }
    }

    /// Empty when the authority signed no certificate of this serial number.
    Optional<Known> find(TenantId tenant, String authority, BigInteger serial) {
        return serial.signum() <= 0 || serial.bitLength() > LONGEST_SERIAL_BITS
                ? Optional.empty()
                : cache.get(tenant, CertificateStates.key(authority, serial.toString(16)));
    }

    private Optional<Known> load(TenantId tenant, String key) {
        int slash = key.lastIndexOf('/');
        return jdbc.sql("""
                        select revoked_at, revocation_reason
                          from ca_certificate join ca_signed_certificate using (tenant_id, id)
                         where tenant_id = :tenant and authority = :authority and serial = :serial""")
                .param("tenant", tenant.value())
                .param("authority", key.substring(0, slash))
                .param("serial", key.substring(slash + 1))
                .query((row, _) -> new Known(
                        status(row.getObject("revoked_at", OffsetDateTime.class), row.getString("revocation_reason")),
                        new ConcurrentHashMap<>()))
                .optional();
    }

    /// An unspecified reason is not written, as in revocation lists (RFC 5280 §5.3.1).
    private static @Nullable CertificateStatus status(@Nullable OffsetDateTime revokedAt, @Nullable String word) {
        if (revokedAt == null || word == null) {
            return CertificateStatus.GOOD;
        }
        var reason = RevocationReason.of(word).orElseThrow();
        var at = Date.from(revokedAt.toInstant().truncatedTo(ChronoUnit.SECONDS));
        return reason == RevocationReason.UNSPECIFIED ? new RevokedStatus(at) : new RevokedStatus(at, reason.code());
    }
}
