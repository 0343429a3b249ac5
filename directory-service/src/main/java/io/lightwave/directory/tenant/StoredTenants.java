package io.lightwave.directory.tenant;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.EntryWriter;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Tenants in their table, and the suffix that each has in the tree.
final class StoredTenants implements Tenants {
    private static final String KIND = "tenant";
    private static final int MAXIMUM_CACHED = 10_000;
    private static final int MAXIMUM_DISPLAY_NAME = 200;

    private final DirectorySettings settings;
    private final TenantRows rows;
    private final EntryWriter writer;
    private final ChangeFeed feed;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final ChangeFeed.Cached<Tenant> cache;

    StoredTenants(
            DirectorySettings settings,
            TenantRows rows,
            EntryWriter writer,
            ChangeFeed feed,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.settings = settings;
        this.rows = rows;
        this.writer = writer;
        this.feed = feed;
        this.transactions = transactions;
        this.clock = clock;
        this.cache = feed.cache(KIND, MAXIMUM_CACHED, (id, _) -> rows.find(id));
    }

    @Override
    public TenantId system() {
        return settings.systemTenant();
    }

    @Override
    public Optional<Tenant> find(TenantId id) {
        return cache.get(id, KIND);
    }

    @Override
    public Optional<Tenant> find(UUID id) {
        return rows.find(id);
    }

    @Override
    public Optional<Tenant> hold(TenantId id) {
        return rows.hold(id);
    }

    @Override
    public Page<Tenant> list(String part, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > 500) {
            throw new InvalidFieldException("limit", "1 to 500");
        }
        List<Tenant> found = rows.list(part, cursor == null ? "" : cursorOf(cursor), limit + 1);
        List<Tenant> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<Tenant>(page, found.size() > limit ? page.getLast().id().value() : null);
    }

    private static String cursorOf(String cursor) {
        try {
            return new TenantId(cursor).value();
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("cursor", "not a cursor of this list");
        }
    }

    @Override
    public Optional<Tenant> begin(TenantId id, String displayName) {
        requireDisplayName(displayName);
        return Objects.requireNonNull(transactions.execute(_ -> {
            Instant now = now();
            UUID uuid = UUID.randomUUID();
            URI issuer = URI.create(settings.publicUrl() + "/t/" + id);
            if (!rows.insert(new Tenant(id, uuid, displayName, issuer, true, false, 0, 1, now, now))) {
                return rows.find(id).filter(existing -> !existing.ready());
            }
            writer.plant(id, uuid);
            feed.append(id, KIND, KIND);
            return rows.find(id);
        }));
    }

    @Override
    public Tenant markReady(TenantId id) {
        return Objects.requireNonNull(transactions.execute(_ -> {
            if (rows.markReady(id, now())) {
                feed.append(id, KIND, KIND);
            }
            return rows.find(id).orElseThrow();
        }));
    }

    @Override
    public Optional<Tenant> update(TenantId id, String displayName, boolean enabled) {
        requireDisplayName(displayName);
        if (!enabled && id.equals(system())) {
            throw new InvalidFieldException("enabled", "the system tenant stays enabled");
        }
        return Objects.requireNonNull(transactions.execute(_ -> {
            if (rows.update(id, displayName, enabled, now())) {
                feed.append(id, KIND, KIND);
            }
            return rows.find(id);
        }));
    }

    private static void requireDisplayName(String displayName) {
        if ((displayName.isBlank() && !displayName.isEmpty())
                || displayName.length() > MAXIMUM_DISPLAY_NAME
                || displayName.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(
                    "displayName", "at most 200 characters without control characters, and not blanks alone");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
