package io.lightwave.token.client;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The origins at which clients of each tenant live in browsers: those of their redirect URIs.
public final class ClientOrigins {
    private static final String FEED_KIND = "oauth-client-origin";
    private static final String ALL = "all";
    private static final int MAXIMUM_HELD = 5_000;
    private static final long MAXIMUM_BYTES = 32L << 20;
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9._-]{1,253}|\\[::1])(?::[1-9][0-9]{0,4})?");

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Held> held;

    /// @param all whether the tenant has no others
    private record Held(Set<String> origins, boolean all) {
        int bytes() {
            return 100
                    + origins.stream().mapToInt(origin -> 120 + origin.length()).sum();
        }
    }

    ClientOrigins(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.held = feed.cache(FEED_KIND, MAXIMUM_BYTES, Held::bytes, (tenant, _) -> Optional.of(hold(stored(tenant))));
    }

    /// Whether it is the origin of any client of the tenant, enabled or not. Who asks is not known
    /// yet, so what a request makes up touches no SQL when warm, and takes no room.
    ///
    /// @param origin as a browser sent it; `null` and everything that is none are nobody's
    public boolean isRegistered(TenantId tenant, String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            return false;
        }
        if (feed.heard() < 0) { // all of them would be read, and not kept
            return isStored(tenant, origin);
        }
        Held found = held.get(tenant, ALL).orElseThrow();
        return found.all() ? found.origins().contains(origin) : isStored(tenant, origin);
    }

    private boolean isStored(TenantId tenant, String origin) {
        return jdbc.sql("select exists (select from client_origin where tenant_id = ? and origin = ?)")
                .param(tenant.value())
                .param(origin)
                .query(Boolean.class)
                .single();
    }

    private static Held hold(List<String> origins) {
        return origins.size() > MAXIMUM_HELD ? new Held(Set.of(), false) : new Held(Set.copyOf(origins), true);
    }

    /// One more than are held at most. Leaps from each origin to the next, however many clients have it.
    private List<String> stored(TenantId tenant) {
        return jdbc.sql("""
                with recursive leap (origin) as (
                    (select origin from client_origin where tenant_id = :tenant order by origin limit 1)
                    union all
                    select (select further.origin from client_origin further
                             where further.tenant_id = :tenant and further.origin > leap.origin
                             order by further.origin limit 1)
                      from leap where leap.origin is not null)
                select origin from leap where origin is not null limit :most""")
                .param("tenant", tenant.value())
                .param("most", MAXIMUM_HELD + 1)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// Makes these the client's only ones. Joins the caller's transaction, in which the client is there already.
    void keep(TenantId tenant, SubjectId client, Set<String> origins) {
        String[] wanted = origins.toArray(String[]::new);
        boolean changes = !jdbc.sql("""
                with gone as (
                    delete from client_origin
                     where tenant_id = ? and subject_id = ? and origin <> all (?)
                    returning origin),
                added as (
                    insert into client_origin (tenant_id, subject_id, origin) select ?, ?, unnest(?)
                    on conflict do nothing
                    returning origin)
                select origin from gone union all select origin from added""")
                .param(tenant.value())
                .param(client.value())
                .param(wanted)
                .param(tenant.value())
                .param(client.value())
                .param(wanted)
                .query(String.class)
                .list()
                .isEmpty();
        if (changes) {
            feed.append(tenant, FEED_KIND, ALL);
        }
    }
}
