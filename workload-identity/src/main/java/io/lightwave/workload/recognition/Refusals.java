package io.lightwave.workload.recognition;

import io.lightwave.directory.Origin;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The last refusals of what a trusted issuer has signed, by the id of the request, which the audit trail has too. The
/// claims are kept and nothing of the token: neither its header nor its signature. Only who has a token of the platform
/// gets something kept here.
final class Refusals {
    static final int MOST = 200;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int LARGEST = 16 * 1024;
    private static final ObjectMapper JSON = StrictJson.mapper();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Refusals(JdbcClient jdbc, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// @param claims signed by the issuer; larger ones than 16 KiB are not kept
    record Refusal(String reference, Instant at, String issuer, String reason, Optional<JsonNode> claims) {}

    void keep(TrustedIssuer issuer, JsonNode claims, String reason, Origin origin) {
        String text = JSON.writeValueAsString(claims);
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                insert into workload_refusal (tenant_id, reference, at, issuer, reason, claims)
                values (:tenant, :reference, :at, :issuer, :reason, :claims)
                on conflict (tenant_id, reference) do update
                   set at = :at, issuer = :issuer, reason = :reason, claims = :claims\
                """)
                    .param("tenant", issuer.tenant().value())
                    .param("reference", origin.requestId())
                    .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("issuer", issuer.issuer())
                    .param("reason", reason)
                    .param("claims", text.length() > LARGEST ? null : text)
                    .update();
            jdbc.sql("""
                delete from workload_refusal where tenant_id = :tenant and (at < :old or at <
                  (select at from workload_refusal where tenant_id = :tenant
                    order by at desc offset :most limit 1))\
                """)
                    .param("tenant", issuer.tenant().value())
                    .param("old", clock.instant().minus(LONGEST).atOffset(ZoneOffset.UTC))
                    .param("most", MOST - 1)
                    .update();
        });
    }

    Optional<Refusal> find(TenantId tenant, String reference) {
        return read(tenant, "and reference = :reference", reference, 1).stream().findFirst();
    }

    /// Newest first.
    List<Refusal> last(TenantId tenant, int most) {
        return read(tenant, "", "", most);
    }

    private List<Refusal> read(TenantId tenant, String which, String reference, int most) {
        return jdbc.sql("""
            select reference, at, issuer, reason, claims from workload_refusal
             where tenant_id = :tenant and at >= :old %s order by at desc, reference limit :most\
            """.formatted(which))
                .param("tenant", tenant.value())
                .param("old", clock.instant().minus(LONGEST).atOffset(ZoneOffset.UTC))
                .param("reference", reference)
                .param("most", most)
                .query((row, _) -> new Refusal(
                        row.getString("reference"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("issuer"),
                        row.getString("reason"),
                        Optional.ofNullable(row.getString("claims")).map(JSON::readTree)))
                .list();
    }
}
