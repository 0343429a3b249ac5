package io.lightwave.ca.certificate;

import io.lightwave.ca.certificate.IssuedCertificate.Revoked;
import io.lightwave.directory.Page;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finds signed certificates.
public final class CertificateSearch {
    private static final String COLUMNS = """
        select id, authority, serial, subject, holder_id, spiffe_id, names, profile, not_before, not_after,
               revoked_at, revocation_reason, fingerprint, created_at, renews, evidence
          from ca_certificate join ca_signed_certificate using (tenant_id, id)
         where tenant_id = :tenant\
        """;
    /// First those that have the name, by its index, whatever the planner thinks of how many there are.
    private static final String BY_NAME = """
        and id = any(array(
           select id from ca_certificate where tenant_id = :tenant and spiffe_id = :name
           union all
           select id from ca_certificate
            where tenant_id = :tenant and names && cast(array[:written] as text[])
              and (cardinality(names) > 1 or spiffe_id is null and cardinality(names) > 0)))\
        """;

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JdbcClient jdbc;

    CertificateSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By its id in the 36-character form; anything else finds nothing.
    public Optional<IssuedCertificate> find(TenantId tenant, String id) {
        return UUID_FORM.matcher(id).matches() ? find(tenant, UUID.fromString(id)) : Optional.empty();
    }

    private Optional<IssuedCertificate> find(TenantId tenant, UUID id) {
        return jdbc.sql(COLUMNS + " and id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> certificate(row))
                .optional();
    }

    /// Those of them that are there and signed, in any order.
    ///
    /// @param ids of their records; at most a thousand
    public List<IssuedCertificate> findAll(TenantId tenant, Collection<UUID> ids) {
        return jdbc.sql(COLUMNS + " and id = any(:ids)")
                .param("tenant", tenant.value())
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, _) -> certificate(row))
                .list();
    }

    /// By the SHA-256 of its DER form, in lower-case hexadecimal.
    public Optional<IssuedCertificate> findByFingerprint(TenantId tenant, String fingerprint) {
        return jdbc.sql(COLUMNS + " and fingerprint = :fingerprint")
                .param("tenant", tenant.value())
                .param("fingerprint", fingerprint)
                .query((row, _) -> certificate(row))
                .optional();
    }

    /// By its authority and its serial number in lower-case hexadecimal without leading zeros.
    public Optional<IssuedCertificate> findBySerial(TenantId tenant, String authority, String serial) {
        return jdbc.sql(COLUMNS + " and authority = :authority and serial = :serial")
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("serial", serial)
                .query((row, _) -> certificate(row))
                .optional();
    }

    /// The DER form of a signed certificate, by the id of its record.
    public Optional<byte[]> encoded(TenantId tenant, UUID id) {
        return jdbc.sql("select certificate from ca_signed_certificate where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> row.getBytes("certificate"))
                .optional();
    }

    /// A signed certificate, by the id of its record.
    public Optional<X509Certificate> certificate(TenantId tenant, UUID id) {
        return encoded(tenant, id).map(CertificateSearch::parse);
    }

    private static X509Certificate parse(byte[] encoded) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Newest first.
    Page<IssuedCertificate> list(
            TenantId tenant, CertificateFilter filter, @Nullable String cursor, int limit, Instant now) {
        var sql = new StringBuilder(COLUMNS);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", tenant.value());
        parameters.put("limit", limit + 1);
        restrict(filter, now, sql, parameters);
        if (cursor != null) {
            CreationCursor.restrict(cursor, sql, parameters);
        }
        sql.append(" order by created_at desc, id desc limit :limit");
        List<IssuedCertificate> found = jdbc.sql(sql.toString())
                .params(parameters)
                .query((row, _) -> certificate(row))
                .list();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, limit),
                        CreationCursor.after(
                                found.get(limit - 1).createdAt(),
                                found.get(limit - 1).id()));
    }

    /// A certificate, those that it renewed, each the one before, and those that renewed it: the oldest
    /// first, 200 on either side at the most.
    List<IssuedCertificate> lineage(TenantId tenant, UUID id) {
        return jdbc.sql("""
                        with recursive before (id, renews, distance) as (
                            select id, renews, 0 from ca_certificate where tenant_id = :tenant and id = :id
                            union all
                            select c.id, c.renews, distance + 1 from ca_certificate c
                              join before on c.tenant_id = :tenant and c.id = before.renews
                             where distance < 200),
                        after (id, distance) as (
                            select id, 0 from ca_certificate where tenant_id = :tenant and id = :id
                            union all
                            select c.id, distance + 1 from ca_certificate c
                              join after on c.tenant_id = :tenant and c.renews = after.id
                             where distance < 200)
                        """ + COLUMNS + """
                         and id = any(array(select id from before union (select id from after limit 201)))
                        order by created_at, id""")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> certificate(row))
                .list();
    }

    private static void restrict(
            CertificateFilter filter, Instant now, StringBuilder sql, Map<String, Object> parameters) {
        filter.serial().ifPresent(serial -> {
            sql.append(" and serial = :serial");
            parameters.put("serial", serial);
        });
        filter.fingerprint().ifPresent(fingerprint -> {
            sql.append(" and fingerprint = :fingerprint");
            parameters.put("fingerprint", fingerprint);
        });
        filter.spiffeId().ifPresent(id -> {
            sql.append(" and spiffe_id = :spiffeId");
            parameters.put("spiffeId", id);
        });
        filter.name().ifPresent(name -> {
            sql.append('\n').append(BY_NAME);
            parameters.put("written", List.of("dns:" + name, "ip:" + name, "uri:" + name));
            parameters.put("name", name);
        });
        filter.profile().ifPresent(profile -> {
            sql.append(" and profile = :profile");
            parameters.put("profile", profile);
        });
        filter.holders().ifPresent(holders -> {
            sql.append(" and holder_id = any(cast(array[:holders] as uuid[]))");
            parameters.put("holders", holders.stream().map(SubjectId::toString).toList());
        });
        filter.after().ifPresent(moment -> {
            sql.append(" and not_after >= :after");
            parameters.put("after", moment.atOffset(ZoneOffset.UTC));
        });
        filter.before().ifPresent(moment -> {
            sql.append(" and not_after < :before");
            parameters.put("before", moment.atOffset(ZoneOffset.UTC));
        });
        filter.state().ifPresent(state -> {
            sql.append(
                    switch (state) {
                        case VALID -> " and revoked_at is null and not_after >= :now";
                        case EXPIRED ->
                            " and not_after < :now and coalesce(revocation_reason, '') in ('', 'certificateHold')";
                        case HELD -> " and not_after >= :now and revocation_reason = 'certificateHold'";
                        case REVOKED -> " and revoked_at <= :now and revocation_reason <> 'certificateHold'";
                    });
            parameters.put("now", now.atOffset(ZoneOffset.UTC));
        });
    }

    private static IssuedCertificate certificate(ResultSet row) throws SQLException {
        Optional<Revoked> revoked = row.getObject("revoked_at") == null
                ? Optional.empty()
                : Optional.of(new Revoked(
                        moment(row, "revoked_at"),
                        RevocationReason.of(row.getString("revocation_reason")).orElseThrow()));
        return new IssuedCertificate(
                row.getObject("id", UUID.class),
                row.getString("authority"),
                row.getString("serial"),
                row.getString("subject"),
                Optional.ofNullable(row.getObject("holder_id", UUID.class)).map(SubjectId::new),
                Optional.ofNullable(row.getString("spiffe_id")),
                List.of((String[]) row.getArray("names").getArray()),
                row.getString("profile"),
                moment(row, "not_before"),
                moment(row, "not_after"),
                revoked,
                row.getString("fingerprint"),
                moment(row, "created_at"),
                Optional.ofNullable(row.getObject("renews", UUID.class)),
                Optional.ofNullable(row.getString("evidence")));
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
