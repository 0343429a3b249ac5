package io.lightwave.token.client;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The origins at which clients of each tenant live in browsers: those of their redirect URIs.
public final class ClientOrigins {
    private static final String FEED_KIND = "oauth-client-origin";
    private static final int MAXIMUM_CACHED = 20_000;
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9._-]{1,253}|\\[::1])(?::[1-9][0-9]{0,4})?");

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Boolean> registered;

    ClientOrigins(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.registered = feed.cache(FEED_KIND, MAXIMUM_CACHED, this::find);
    }

    /// Whether it is the origin of any client of the tenant; without SQL when warm.
    ///
    /// @param origin as a browser sent it; `null` and everything that is none are nobody's
    public boolean isRegistered(TenantId tenant, String origin) {
        return ORIGIN.matcher(origin).matches()
                && registered.get(tenant, origin).isPresent();
    }

    private Optional<Boolean> find(TenantId tenant, String origin) {
        return jdbc.sql("select true from client_origin where tenant_id = ? and origin = ? limit 1")
                .param(tenant.value())
                .param(origin)
                .query(Boolean.class)
                .optional();
    }

    /// Makes these the client's only ones. Joins the caller's transaction, in which the client is there already.
    void keep(TenantId tenant, SubjectId client, Set<String> origins) {
        String[] wanted = origins.toArray(String[]::new);
        jdbc.sql("""
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
                .forEach(origin -> feed.append(tenant, FEED_KIND, origin));
    }
}
