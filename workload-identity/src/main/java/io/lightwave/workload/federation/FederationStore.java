package io.lightwave.workload.federation;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of federations. Writing joins the caller's transaction.
final class FederationStore {
    private static final Logger LOG = LoggerFactory.getLogger(FederationStore.class);
    /// Unless whoever took it on says otherwise, somebody else tries again then.
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private static final int MOST_AT_ONCE = 50;

    private final JdbcClient jdbc;
    private final ChangeFeed feed;

    FederationStore(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
    }

    Optional<Federation> find(TenantId tenant, String idOrTrustDomain) {
        return jdbc.sql("""
                        select * from workload_federation
                         where tenant_id = :tenant and (trust_domain = :text or cast(id as text) = :text)""")
                .param("tenant", tenant.value())
                .param("text", idOrTrustDomain)
                .query(FederationStore::read)
                .optional();
    }

    /// The same, held as it is until the end of the transaction.
    Optional<Federation> lock(TenantId tenant, String idOrTrustDomain) {
        return jdbc.sql("""
                        select * from workload_federation
                         where tenant_id = :tenant and (trust_domain = :text or cast(id as text) = :text)
                           for update""")
                .param("tenant", tenant.value())
                .param("text", idOrTrustDomain)
                .query(FederationStore::read)
                .optional();
    }

    int count(TenantId tenant) {
        return jdbc.sql("select count(*) from workload_federation where tenant_id = :tenant")
                .param("tenant", tenant.value())
                .query((row, _) -> row.getInt(1))
                .single();
    }

    /// In order of the names; the cursor is the last one of the page before.
    Page<Federation> list(TenantId tenant, @Nullable String cursor, int limit) {
        var found = jdbc.sql("""
                        select * from workload_federation
                         where tenant_id = :tenant and trust_domain > :cursor order by trust_domain limit :limit""")
                .param("tenant", tenant.value())
                .param("cursor", cursor == null ? "" : cursor)
                .param("limit", limit + 1)
                .query(FederationStore::read)
                .list();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, limit),
                        found.get(limit - 1).trustDomain().name());
    }

    /// False when the tenant has that trust domain already.
    boolean add(Federation one) {
        int rows = jdbc.sql("""
                        insert into workload_federation
                               (tenant_id, id, trust_domain, url, endpoint, enabled, version, created_at, updated_at,
                                bundle, fetched_at, due_at, problem)
                        values (:tenant, :id, :domain, :url, :endpoint, :enabled, :version, :created, :updated,
                                :bundle, :fetched, :due, :problem)
                        on conflict do nothing""").params(columns(one)).update();
        feed.append(one.tenant(), Federations.CHANGED, one.trustDomain().name());
        return rows == 1;
    }

    /// @param news whether its bundle, or whether it counts, is another now
    void update(Federation one, boolean news) {
        jdbc.sql("""
                        update workload_federation
                           set url = :url, endpoint = :endpoint, enabled = :enabled, version = :version,
                               updated_at = :updated, bundle = :bundle, fetched_at = :fetched, due_at = :due,
                               problem = :problem
                         where tenant_id = :tenant and id = :id""").params(columns(one)).update();
        if (news) {
            feed.append(one.tenant(), Federations.CHANGED, one.trustDomain().name());
        }
    }

    void remove(Federation one) {
        jdbc.sql("delete from workload_federation where tenant_id = :tenant and id = :id")
                .param("tenant", one.tenant().value())
                .param("id", one.id())
                .update();
        feed.append(one.tenant(), Federations.CHANGED, one.trustDomain().name());
    }

    /// Those whose bundle is to be fetched now, and that nobody else has taken on.
    List<Federation> claim(Instant now) {
        return jdbc.sql("""
                        update workload_federation f set due_at = :later
                          from (select tenant_id, id from workload_federation
                                 where enabled and due_at <= :now
                                 order by due_at limit :limit for update skip locked) due
                         where f.tenant_id = due.tenant_id and f.id = due.id returning f.*""")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("later", now.plus(CLAIM).atOffset(ZoneOffset.UTC))
                .param("limit", MOST_AT_ONCE)
                .query(FederationStore::read)
                .list();
    }

    private static Map<String, @Nullable Object> columns(Federation one) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("tenant", one.tenant().value());
        columns.put("id", one.id());
        columns.put("domain", one.trustDomain().name());
        columns.put("url", one.url().toString());
        columns.put("endpoint", one.profile().endpointText());
        columns.put("enabled", one.enabled());
        columns.put("version", one.version());
        columns.put("created", one.createdAt().atOffset(ZoneOffset.UTC));
        columns.put("updated", one.updatedAt().atOffset(ZoneOffset.UTC));
        columns.put("bundle", one.fetched().map(got -> got.bundle().json()).orElse(null));
        columns.put(
                "fetched",
                one.fetched().map(got -> got.at().atOffset(ZoneOffset.UTC)).orElse(null));
        columns.put("due", one.dueAt().atOffset(ZoneOffset.UTC));
        columns.put("problem", one.problem());
        return columns;
    }

    private static Federation read(ResultSet row, int number) throws SQLException {
        return new Federation(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                new TrustDomain(row.getString("trust_domain")),
                URI.create(row.getString("url")),
                Profile.of(row.getString("endpoint")),
                row.getBoolean("enabled"),
                row.getLong("version"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                fetched(row),
                instant(row, "due_at"),
                row.getString("problem"));
    }

    /// One that this version does not take any more counts as none, and holds up nothing: another is fetched.
    private static Optional<Federation.Fetched> fetched(ResultSet row) throws SQLException {
        String bundle = row.getString("bundle");
        if (bundle == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Federation.Fetched(
                    ForeignBundle.parse(bundle.getBytes(StandardCharsets.UTF_8)), instant(row, "fetched_at")));
        } catch (IllegalArgumentException unusable) {
            LOG.warn(
                    "the bundle of {} that was kept cannot be used: {}",
                    row.getString("trust_domain"),
                    unusable.getMessage());
            return Optional.empty();
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
