package io.lightwave.token.federation;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.sp.NameId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// The sessions that people have at the providers they came from, and which of ours began there.
public final class UpstreamSessions {
    /// As long as a sign-in may take that needs more than the provider's word.
    private static final Duration UNTIL_SIGNED_IN = Duration.ofMinutes(30);

    /// As long ago as a person is taken to have proved themselves there, at most.
    static final Duration LONGEST = Duration.ofDays(365);

    /// The name of whoever has none: nobody else's.
    private static final String NOBODY = "";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final SealedKeys sealed;
    private final InstantSource clock;

    UpstreamSessions(JdbcClient jdbc, ObjectMapper json, SealedKeys sealed, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.sealed = sealed;
        this.clock = clock;
    }

    /// A session there, as the provider tells of it.
    ///
    /// @param name of its person there, by which it can be ended there; empty when nobody is named
    /// @param authTime when the person proved there who they are; empty when it is not told
    /// @param end when it ends, and ours with it
    /// @param idToken with which an OpenID provider told of it
    public record Remote(
            Optional<NameId> name,
            Optional<String> index,
            Optional<Instant> authTime,
            Optional<Instant> end,
            Optional<String> idToken) {
        /// As an OpenID provider tells of it.
        static Remote ofOpenId(String subject, Optional<String> sid, Optional<Instant> authTime, String idToken) {
            return new Remote(
                    Optional.of(new NameId(subject, "", Optional.empty(), Optional.empty())),
                    sid,
                    authTime,
                    Optional.empty(),
                    Optional.of(idToken));
        }
    }

    /// When it is taken to have been that a person proved themselves there: as it is told, in the past, less than a
    /// year ago, and not before the time that was asked for and has been found kept by clocks that are apart.
    static Instant authTime(Instant told, Optional<Instant> freshAfter, Instant now) {
        Instant earliest = freshAfter.orElse(now.minus(LONGEST));
        Instant late = told.isBefore(earliest) ? earliest : told;
        return late.isAfter(now) ? now : late;
    }

    /// One that nobody ends before the caller's transaction does.
    ///
    /// @param authTime as in [Remote]; as long ago as any where it is not told, since it may have been
    public record Locked(Instant authTime) {}

    record Held(UUID provider, Optional<NameId> name, Optional<String> index, Optional<String> idToken) {}

    /// As it is stored: opened when the connection is given back, since that may take another.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(
            UUID id, UUID provider, Optional<NameId> name, Optional<String> index, Optional<byte[]> idToken) {}

    /// One of ours.
    record Ours(TenantId tenant, UUID session) {}

    /// Keeps one, for a session of ours that is to begin.
    public UUID keep(IdentityProvider provider, Remote remote) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
            insert into upstream_session (tenant_id, id, provider_id, name_id, name, index, auth_time, ends_at,
                kept_until, sealed_id_token)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)\
            """)
                .param(provider.tenant().value())
                .param(id)
                .param(provider.id())
                .param(json.writeValueAsString(remote.name().orElse(null)))
                .param(remote.name().map(NameId::value).orElse(NOBODY))
                .param(remote.index().orElse(null))
                .param(remote.authTime().map(Timestamp::from).orElse(null))
                .param(remote.end().map(Timestamp::from).orElse(null))
                .param(Timestamp.from(clock.instant().plus(UNTIL_SIGNED_IN)))
                .param(remote.idToken()
                        .map(token -> sealed.seal(provider.tenant(), place(id), token.getBytes(StandardCharsets.UTF_8)))
                        .orElse(null))
                .update();
        return id;
    }

    /// Empty when that one has ended meanwhile, or its provider is disabled.
    public Optional<Locked> lock(TenantId tenant, UUID id) {
        return jdbc.sql("""
            select s.auth_time from upstream_session s
              join identity_provider p on p.tenant_id = s.tenant_id and p.id = s.provider_id
             where s.tenant_id = ? and s.id = ? and coalesce((p.document::jsonb ->> 'enabled')::boolean, true)
               for update of s\
            """)
                .param(tenant.value())
                .param(id)
                .query((row, _) -> new Locked(Optional.ofNullable(row.getTimestamp(1))
                        .map(Timestamp::toInstant)
                        .orElseGet(() -> clock.instant().minus(LONGEST))))
                .optional();
    }

    /// Whether its person has proved themselves there as lately as that; false when it is not told.
    public boolean isFresh(TenantId tenant, UUID id, Duration longest) {
        return jdbc.sql("select coalesce(auth_time >= ?, false) from upstream_session where tenant_id = ? and id = ?")
                .param(Timestamp.from(clock.instant().minus(longest)))
                .param(tenant.value())
                .param(id)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /// Says which session of ours began there. Joins the caller's transaction, in which it is locked.
    public void attach(TenantId tenant, UUID id, UUID session) {
        jdbc.sql("update upstream_session set session_id = ?, kept_until = null where tenant_id = ? and id = ?")
                .param(session)
                .param(tenant.value())
                .param(id)
                .update();
    }

    /// Those from which a session of ours began.
    List<Held> of(TenantId tenant, UUID session) {
        return jdbc
                .sql("select id, provider_id, name_id, index, sealed_id_token from upstream_session"
                        + " where tenant_id = ? and session_id = ? order by id")
                .param(tenant.value())
                .param(session)
                .query(this::read)
                .list()
                .stream()
                .map(kept -> open(tenant, kept))
                .toList();
    }

    /// Which sessions a provider means.
    ///
    /// @param name of their person there; empty for whoever's they are
    /// @param indexes of which each has one; whichever they have when there is none
    record Meant(TenantId tenant, UUID provider, Optional<String> name, List<String> indexes) {
        Meant {
            indexes = List.copyOf(indexes);
            if (name.isEmpty() && indexes.isEmpty()) {
                throw new IllegalArgumentException("nobody means all of them");
            }
        }

        private String condition() {
            return "tenant_id = :tenant and provider_id = :provider"
                    + (name.isPresent() ? " and name = :name" : "")
                    + (indexes.isEmpty() ? "" : " and index in (:indexes)");
        }

        private Map<String, Object> parameters() {
            return Map.of("tenant", tenant.value(), "provider", provider, "name", name.orElse(""), "indexes", indexes);
        }
    }

    /// The sessions of ours that began by them.
    List<UUID> begunBy(Meant meant) {
        return jdbc.sql("select distinct session_id from upstream_session where session_id is not null and "
                        + meant.condition())
                .params(meant.parameters())
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Ends those of them from which nothing has begun yet: it never will.
    void endWaiting(Meant meant) {
        jdbc.sql("delete from upstream_session where session_id is null and " + meant.condition())
                .params(meant.parameters())
                .update();
    }

    /// Ends those of them by which one of these sessions of ours began.
    void end(Meant meant, List<UUID> begun) {
        jdbc.sql("delete from upstream_session where session_id = any (:begun) and " + meant.condition())
                .params(meant.parameters())
                .param("begun", begun.toArray(UUID[]::new))
                .update();
    }

    /// Ends those of a provider from which nothing has begun yet: it never will.
    void endWaiting(TenantId tenant, UUID provider) {
        jdbc.sql("delete from upstream_session where tenant_id = ? and provider_id = ? and session_id is null")
                .param(tenant.value())
                .param(provider)
                .update();
    }

    /// The sessions of ours that began at a provider.
    List<UUID> sessions(TenantId tenant, UUID provider) {
        return jdbc.sql("select distinct session_id from upstream_session"
                        + " where tenant_id = ? and provider_id = ? and session_id is not null order by session_id")
                .param(tenant.value())
                .param(provider)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Ends all that a provider has.
    void endAll(TenantId tenant, UUID provider) {
        jdbc.sql("delete from upstream_session where tenant_id = ? and provider_id = ?")
                .param(tenant.value())
                .param(provider)
                .update();
    }

    /// The sessions of ours whose one there has ended by its time, of whichever tenant.
    List<Ours> ended() {
        return jdbc.sql("select distinct tenant_id, session_id from upstream_session"
                        + " where ends_at <= ? and session_id is not null")
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> new Ours(new TenantId(row.getString(1)), row.getObject(2, UUID.class)))
                .list();
    }

    /// Ends those by which that one of ours began and whose time is over.
    void endOver(Ours ours) {
        jdbc.sql("delete from upstream_session where tenant_id = ? and session_id = ? and ends_at <= ?")
                .param(ours.tenant().value())
                .param(ours.session())
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    /// Forgets those from which nothing began, of whichever tenant; how many there were.
    int forgetExpired() {
        return jdbc.sql("delete from upstream_session where kept_until <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static String place(UUID id) {
        return "upstream-session:" + id;
    }

    private Sealed read(ResultSet row, int number) throws SQLException {
        byte @Nullable [] token = row.getBytes("sealed_id_token"); // null: none was told
        @Nullable String index = row.getString("index"); // null: it was not told
        return new Sealed(
                row.getObject("id", UUID.class),
                row.getObject("provider_id", UUID.class),
                Optional.ofNullable(json.readValue(row.getString("name_id"), NameId.class)),
                Optional.ofNullable(index),
                Optional.ofNullable(token));
    }

    private Held open(TenantId tenant, Sealed kept) {
        return new Held(
                kept.provider(),
                kept.name(),
                kept.index(),
                kept.idToken()
                        .map(token ->
                                new String(sealed.open(tenant, place(kept.id()), token), StandardCharsets.UTF_8)));
    }
}
