package io.lightwave.directory.dit;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How long entries of class `dynamicObject` still have (RFC 2589).
public final class DynamicEntries {
    /// Of a time to live, in seconds: a year and six hours (§4.1).
    public static final int MAXIMUM_SECONDS = 31_557_600;

    static final String OBJECT_CLASS = "dynamicobject";

    private static final String KIND = "dynamic-entry";
    private static final int MOST_KEPT = 10_000;

    /// Until a client has said how long: the least that it can rely on (§4.2).
    static final Duration FIRST = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final AttributeType objectClass;
    private final ChangeFeed.Cached<Instant> ends;

    DynamicEntries(JdbcClient jdbc, ChangeFeed feed, InstantSource clock, DirectorySchema schema) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.clock = clock;
        this.objectClass = schema.require("objectClass");
        this.ends = feed.cache(KIND, MOST_KEPT, (tenant, id) -> end(tenant, UUID.fromString(id)));
    }

    /// An entry whose time is over.
    record Ended(TenantId tenant, UUID id) {}

    public boolean isDynamic(Entry entry) {
        AttributeValues classes = entry.attribute(objectClass);
        return classes != null
                && classes.values().stream()
                        .anyMatch(name -> new String(name, StandardCharsets.UTF_8).equalsIgnoreCase(OBJECT_CLASS));
    }

    /// How long the entry still has, in whole seconds; empty when it does not end by itself.
    public Optional<Duration> remaining(Entry entry) {
        return isDynamic(entry)
                ? ends.get(entry.tenant(), entry.id().toString()).map(this::remaining)
                : Optional.empty();
    }

    private Duration remaining(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : Duration.ofSeconds(left.toSeconds());
    }

    private Optional<Instant> end(TenantId tenant, UUID id) {
        return jdbc.sql("select expires_at from dynamic_entry where tenant_id = :tenant and entry_id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /// In the transaction that makes the entries.
    ///
    /// @param lives how long each has
    void begin(TenantId tenant, Map<UUID, Duration> lives) {
        if (lives.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into dynamic_entry (tenant_id, entry_id, expires_at)
                        select :tenant, n.id, cast(:now as timestamptz) + n.seconds * interval '1 second'
                          from unnest(cast(:ids as uuid[]), cast(:seconds as bigint[])) as n (id, seconds)""")
                .param("tenant", tenant.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("ids", lives.keySet().toArray(UUID[]::new))
                .param(
                        "seconds",
                        lives.values().stream().map(Duration::toSeconds).toArray(Long[]::new))
                .update();
        lives.keySet().forEach(id -> feed.append(tenant, KIND, id.toString()));
    }

    /// In the caller's transaction; false when the entry has ended.
    boolean refresh(TenantId tenant, UUID id, Duration time) {
        int updated = jdbc.sql("""
                        update dynamic_entry set expires_at = :end where tenant_id = :tenant and entry_id = :id""")
                .param("end", clock.instant().plus(time).atOffset(ZoneOffset.UTC))
                .param("tenant", tenant.value())
                .param("id", id)
                .update();
        feed.append(tenant, KIND, id.toString());
        return updated == 1;
    }

    /// Some of each tenant's that have nothing below, the oldest first.
    List<Ended> ended(int most, Collection<UUID> without) {
        return jdbc.sql("""
                        select t.tenant_id, d.entry_id
                          from tenant t cross join lateral (
                               select entry_id from dynamic_entry
                                where tenant_id = t.tenant_id and expires_at <= :now
                                  and entry_id <> all(cast(:without as uuid[]))
                                  and not exists (select from entry e
                                                   where e.tenant_id = t.tenant_id and e.parent_id = entry_id)
                                order by expires_at limit :most) d""")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("most", most)
                .param("without", without.toArray(UUID[]::new))
                .query((row, _) -> new Ended(new TenantId(row.getString(1)), row.getObject(2, UUID.class)))
                .list();
    }

    /// Holds the entry's time until the caller's transaction ends; false when it is not over any more, or not there.
    boolean holdEnded(Ended entry) {
        return jdbc.sql("""
                        select 1 from dynamic_entry
                         where tenant_id = :tenant and entry_id = :id and expires_at <= :now for update""")
                .param("tenant", entry.tenant().value())
                .param("id", entry.id())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .optional()
                .isPresent();
    }
}
