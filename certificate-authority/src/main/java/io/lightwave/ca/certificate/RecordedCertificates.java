package io.lightwave.ca.certificate;

import io.lightwave.directory.Attestations;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Knows the certificates of a tenant again by the records of what was signed, so that no path has to be built, and a
/// revocation counts at once. One that was seen before touches no SQL.
final class RecordedCertificates implements CertificateTrust {
    private static final int MOST = 10_000;
    private static final int MOST_ATTESTERS = 10_000;
    private static final int LONGEST_SERIAL_BITS = 160;
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Attestations attestations;
    /// By serial number: a revocation may have to be announced when the certificate is not signed yet.
    private final ChangeFeed.Cached<List<Recorded>> cache;
    /// Nodes, what they spoke for being revoked now.
    private final ChangeFeed.Cached<Boolean> ended;

    /// A certificate that is not revoked.
    ///
    /// @param holder null for the server's own
    /// @param attester null when no node spoke for its holder
    private record Recorded(
            String fingerprint,
            Instant notBefore,
            Instant notAfter,
            @Nullable SubjectId holder,
            @Nullable SubjectId attester) {
        boolean isGoodAt(Instant now) {
            return !now.isBefore(notBefore) && !now.isAfter(notAfter);
        }
    }

    RecordedCertificates(
            JdbcClient jdbc, InstantSource clock, ChangeFeed feed, Attestations attestations, Holders holders) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.attestations = attestations;
        this.cache = feed.cache(CertificateStates.TRUST, MOST, this::load);
        this.ended = feed.cache(
                Holders.ENDED_ATTESTER,
                MOST_ATTESTERS,
                (tenant, node) -> Optional.of(holders.isBeingEnded(tenant, SubjectId.parse(node))));
    }

    @Override
    public Optional<Trusted> find(TenantId tenant, X509Certificate certificate) {
        BigInteger serial = certificate.getSerialNumber();
        if (serial.signum() <= 0 || serial.bitLength() > LONGEST_SERIAL_BITS || !isForClients(certificate)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        String fingerprint = Fingerprint.of(certificate);
        return cache.get(tenant, serial.toString(16)).stream()
                .flatMap(List::stream)
                .filter(recorded -> recorded.fingerprint().equals(fingerprint) && recorded.isGoodAt(now))
                .flatMap(recorded -> trusted(tenant, recorded).stream())
                .findFirst();
    }

    /// A ban counts here at once, however long it takes to revoke what a node spoke for, and whether or not it is let
    /// in again before that is done (threat T12).
    private Optional<Trusted> trusted(TenantId tenant, Recorded recorded) {
        SubjectId holder = recorded.holder();
        SubjectId node = recorded.attester();
        if (node == null) {
            return Optional.of(new Trusted(Optional.ofNullable(holder)));
        }
        return holder == null || ended.get(tenant, node.toString()).orElse(true)
                ? Optional.empty()
                : attestations
                        .find(tenant, node, holder)
                        .map(attester -> new Trusted(Optional.of(holder), Optional.of(attester)));
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

    /// Several only where authorities happen to have given the same number.
    private Optional<List<Recorded>> load(TenantId tenant, String serial) {
        return Optional.of(jdbc.sql("""
                        select fingerprint, not_before, not_after, holder_id, attester_id
                          from ca_certificate join ca_signed_certificate using (tenant_id, id)
                         where tenant_id = :tenant and serial = :serial and revoked_at is null""")
                .param("tenant", tenant.value())
                .param("serial", serial)
                .query((row, _) -> new Recorded(
                        row.getString("fingerprint"),
                        row.getTimestamp("not_before").toInstant(),
                        row.getTimestamp("not_after").toInstant(),
                        subject(row.getObject("holder_id", UUID.class)),
                        subject(row.getObject("attester_id", UUID.class))))
                .list());
    }

    private static @Nullable SubjectId subject(@Nullable UUID id) {
        return id == null ? null : new SubjectId(id);
    }
}
