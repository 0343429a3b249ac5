package io.lightwave.workload.node;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.cluster.Membership;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The key of each node that has joined and is not evicted; warm look-ups touch no SQL. Writes join the caller's
/// transaction.
final class NodeKeys {
    private static final String CHANGED = "workload-node";
    private static final int MOST_NODES = 20_000;
    private static final HexFormat HEX = HexFormat.of();

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Registered> cache;

    NodeKeys(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.cache = feed.cache(CHANGED, MOST_NODES, this::load);
    }

    /// @param keyHash in hexadecimal; null when the node was evicted
    /// @param cluster empty for one that did not join by its cluster's token
    /// @param authority by whose certificate it joined; empty for one that joined otherwise
    /// @param assurance how well it is known, from 0 to 4
    /// @param joinings rises when what was said before is to count no longer
    record Registered(
            @Nullable String keyHash,
            Instant joinedAt,
            Optional<Membership> cluster,
            Optional<UUID> authority,
            int assurance,
            long joinings) {
        boolean isKey(PublicKey key) {
            return hash(key).equals(keyHash);
        }
    }

    static String hash(PublicKey key) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Optional<Registered> find(TenantId tenant, SubjectId node) {
        return cache.get(tenant, node.toString());
    }

    void register(
            TenantId tenant,
            SubjectId node,
            PublicKey key,
            Instant now,
            Optional<Membership> cluster,
            Optional<UUID> authority,
            int assurance,
            long joinings) {
        jdbc.sql("""
            insert into workload_node
                   (tenant_id, id, key_hash, joined_at, issuer_id, cluster_issuer, cluster_node, cluster_node_uid,
                    authority_id, assurance, joinings)
            values (:tenant, :id, :key, :now, :issuer, :iss, :name, :uid, :authority, :assurance, :joinings)
            on conflict (tenant_id, id) do update
               set key_hash = :key, joined_at = :now,
                   issuer_id = :issuer, cluster_issuer = :iss, cluster_node = :name, cluster_node_uid = :uid,
                   authority_id = :authority, assurance = :assurance, joinings = :joinings\
            """)
                .param("tenant", tenant.value())
                .param("id", node.value())
                .param("key", HEX.parseHex(hash(key)))
                .param("issuer", cluster.map(Membership::issuerId).orElse(null), Types.OTHER)
                .param("iss", cluster.map(Membership::issuer).orElse(null), Types.VARCHAR)
                .param("name", cluster.map(Membership::node).orElse(null), Types.VARCHAR)
                .param("uid", cluster.map(Membership::uid).orElse(null), Types.VARCHAR)
                .param("authority", authority.orElse(null), Types.OTHER)
                .param("assurance", assurance)
                .param("joinings", joinings)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        feed.append(tenant, CHANGED, node.toString());
    }

    /// What is registered of a node, held until the end of the caller's transaction: of two that join under one name
    /// the second sees the first.
    Registered lock(TenantId tenant, SubjectId node, Instant now) {
        jdbc.sql("""
            insert into workload_node (tenant_id, id, joined_at) values (:tenant, :id, :now)
            on conflict (tenant_id, id) do nothing\
            """)
                .param("tenant", tenant.value())
                .param("id", node.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return select(tenant, node.value(), " for update").orElseThrow();
    }

    /// False when it has no key.
    boolean evict(TenantId tenant, SubjectId node) {
        int rows = jdbc.sql("""
            update workload_node set key_hash = null
             where tenant_id = :tenant and id = :id and key_hash is not null\
            """)
                .param("tenant", tenant.value())
                .param("id", node.value())
                .update();
        feed.append(tenant, CHANGED, node.toString());
        return rows == 1;
    }

    void remove(TenantId tenant, SubjectId node) {
        jdbc.sql("delete from workload_node where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", node.value())
                .update();
        feed.append(tenant, CHANGED, node.toString());
    }

    private Optional<Registered> load(TenantId tenant, String node) {
        return select(tenant, UUID.fromString(node), "");
    }

    private Optional<Registered> select(TenantId tenant, UUID node, String lock) {
        return jdbc.sql("""
            select key_hash, joined_at, issuer_id, cluster_issuer, cluster_node, cluster_node_uid, authority_id,
                   assurance, joinings
              from workload_node where tenant_id = :tenant and id = :id\
            """ + lock)
                .param("tenant", tenant.value())
                .param("id", node)
                .query((row, _) -> {
                    byte[] hash = row.getBytes("key_hash");
                    UUID issuer = row.getObject("issuer_id", UUID.class);
                    return new Registered(
                            hash == null ? null : HEX.formatHex(hash),
                            row.getObject("joined_at", OffsetDateTime.class).toInstant(),
                            issuer == null
                                    ? Optional.empty()
                                    : Optional.of(new Membership(
                                            issuer,
                                            row.getString("cluster_issuer"),
                                            row.getString("cluster_node"),
                                            row.getString("cluster_node_uid"))),
                            Optional.ofNullable(row.getObject("authority_id", UUID.class)),
                            row.getInt("assurance"),
                            row.getLong("joinings"));
                })
                .optional();
    }
}
