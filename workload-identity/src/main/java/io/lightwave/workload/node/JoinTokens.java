package io.lightwave.workload.node;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Join tokens that wait to be used. Writes join the caller's transaction.
final class JoinTokens {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    JoinTokens(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One that waits.
    ///
    /// @param addressRange from where it may be used; null means from anywhere
    record Waiting(UUID id, String node, @Nullable String addressRange, Instant expiresAt, Instant createdAt) {}

    /// Forgets on the way those of the tenant that have expired.
    void add(TenantId tenant, JoinToken token, Waiting waiting) {
        jdbc.sql("delete from workload_join_token where tenant_id = :tenant and expires_at < :now")
                .param("tenant", tenant.value())
                .param("now", now())
                .update();
        jdbc.sql("""
                        insert into workload_join_token
                               (tenant_id, id, token_hash, node, address_range, expires_at, created_at)
                        values (:tenant, :id, :hash, :node, cast(:range as cidr), :expires, :created)""")
                .param("tenant", tenant.value())
                .param("id", waiting.id())
                .param("hash", token.hash())
                .param("node", waiting.node())
                .param("range", waiting.addressRange())
                .param("expires", waiting.expiresAt().atOffset(ZoneOffset.UTC))
                .param("created", waiting.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Uses the token up and says whose node it lets join: for exactly one caller whose transaction commits. Empty
    /// when there is no such token for somebody at this address.
    Optional<String> use(TenantId tenant, JoinToken token, String address) {
        return jdbc.sql("""
                        delete from workload_join_token
                         where tenant_id = :tenant and token_hash = :hash and expires_at > :now
                           and (address_range is null or address_range >>= cast(:address as inet))
                        returning node""")
                .param("tenant", tenant.value())
                .param("hash", token.hash())
                .param("now", now())
                .param("address", address)
                .query(String.class)
                .optional();
    }

    List<Waiting> list(TenantId tenant, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select id, node, address_range::text, expires_at, created_at from workload_join_token
                         where tenant_id = :tenant and expires_at > :now
                           and (cast(:after as uuid) is null or id > cast(:after as uuid))
                         order by id limit :limit""")
                .param("tenant", tenant.value())
                .param("now", now())
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getString("node"),
                        row.getString("address_range"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// The node of the token that was taken away; empty when there was none.
    Optional<String> remove(TenantId tenant, UUID id) {
        return jdbc.sql("delete from workload_join_token where tenant_id = :tenant and id = :id returning node")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(String.class)
                .optional();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
