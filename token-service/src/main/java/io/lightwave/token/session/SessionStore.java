package io.lightwave.token.session;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of sessions. Its writes join the caller's transaction.
final class SessionStore {
    private static final String KIND = "session";
    private static final String KIND_BY_ID = "session-id";
    private static final UUID NO_ID = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Session> byCookieHash;
    private final ChangeFeed.Cached<Session> byId;

    SessionStore(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.byCookieHash = feed.cache(KIND, 50_000, this::load);
        this.byId = feed.cache(KIND_BY_ID, 20_000, this::loadById);
    }

    /// A warm look-up touches no SQL.
    Optional<Session> byCookie(TenantId tenant, OpaqueSecret cookie) {
        return byCookieHash.get(tenant, cookie.hash());
    }

    /// A warm look-up touches no SQL.
    Optional<Session> byId(TenantId tenant, UUID id) {
        return byId.get(tenant, id.toString());
    }

    private Optional<Session> loadById(TenantId tenant, String id) {
        return jdbc.sql("select * from session where tenant_id = ? and id = ?")
                .param(tenant.value())
                .param(UUID.fromString(id))
                .query(SessionStore::read)
                .optional();
    }

    private Optional<Session> load(TenantId tenant, String cookieHash) {
        return jdbc.sql("select * from session where tenant_id = ? and cookie_hash = ?")
                .param(tenant.value())
                .param(cookieHash)
                .query(SessionStore::read)
                .optional();
    }

    void add(Session session, OpaqueSecret cookie) {
        jdbc.sql("""
                insert into session (tenant_id, id, cookie_hash, subject_id, auth_time, upstream_auth_time, acr, amr,
                    tenant_epoch, subject_epoch, created_at, last_used_at, address, device)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(session.tenant().value())
                .param(session.id())
                .param(cookie.hash())
                .param(session.subject().value())
                .param(Timestamp.from(session.signedInAt()))
                .param(elsewhere(session))
                .param(session.acr())
                .param(session.amr().toArray(String[]::new))
                .param(session.epochs().tenant())
                .param(session.epochs().subject())
                .param(Timestamp.from(session.createdAt()))
                .param(Timestamp.from(session.lastUsedAt()))
                .param(session.address())
                .param(session.device())
                .update();
        feed.append(session.tenant(), KIND, cookie.hash());
        feed.append(session.tenant(), KIND_BY_ID, session.id().toString());
    }

    /// Gives a session a new cookie after its person proved again who they are. False when it has ended meanwhile.
    boolean renew(Session session, OpaqueSecret oldCookie, OpaqueSecret newCookie) {
        int rows = jdbc.sql("""
                update session
                   set cookie_hash = ?, auth_time = ?, upstream_auth_time = ?, acr = ?, amr = ?, tenant_epoch = ?,
                       subject_epoch = ?, last_used_at = ?, address = ?, device = ?
                 where tenant_id = ? and id = ? and cookie_hash = ? and subject_id = ?""")
                .param(newCookie.hash())
                .param(Timestamp.from(session.signedInAt()))
                .param(elsewhere(session))
                .param(session.acr())
                .param(session.amr().toArray(String[]::new))
                .param(session.epochs().tenant())
                .param(session.epochs().subject())
                .param(Timestamp.from(session.lastUsedAt()))
                .param(session.address())
                .param(session.device())
                .param(session.tenant().value())
                .param(session.id())
                .param(oldCookie.hash())
                .param(session.subject().value())
                .update();
        feed.append(session.tenant(), KIND, oldCookie.hash());
        feed.append(session.tenant(), KIND, newCookie.hash());
        feed.append(session.tenant(), KIND_BY_ID, session.id().toString());
        return rows == 1;
    }

    /// Notes a use, unless another node has noted one since `before`.
    void use(TenantId tenant, UUID id, Instant now, Instant before) {
        announce(
                tenant,
                id,
                jdbc.sql("update session set last_used_at = ? where tenant_id = ? and id = ? and last_used_at < ?"
                                + " returning cookie_hash")
                        .param(Timestamp.from(now))
                        .param(tenant.value())
                        .param(id)
                        .param(Timestamp.from(before))
                        .query((row, _) -> row.getString(1))
                        .list());
    }

    /// False when it has ended. Otherwise nobody else ends it before the transaction does.
    boolean lock(TenantId tenant, UUID id) {
        return jdbc.sql("select 1 from session where tenant_id = ? and id = ? for update")
                .param(tenant.value())
                .param(id)
                .query((row, _) -> row.getInt(1))
                .optional()
                .isPresent();
    }

    void remove(TenantId tenant, UUID id) {
        announce(
                tenant,
                id,
                jdbc.sql("delete from session where tenant_id = ? and id = ? returning cookie_hash")
                        .param(tenant.value())
                        .param(id)
                        .query((row, _) -> row.getString(1))
                        .list());
    }

    List<Session> of(TenantId tenant, SubjectId subject) {
        return jdbc.sql("select * from session where tenant_id = ? and subject_id = ? order by last_used_at desc, id")
                .param(tenant.value())
                .param(subject.value())
                .query(SessionStore::read)
                .list();
    }

    List<Session> of(TenantId tenant, Collection<SubjectId> subjects) {
        return jdbc.sql("select * from session where tenant_id = ? and subject_id = any (?::uuid[])")
                .param(tenant.value())
                .param(subjects.stream().map(SubjectId::toString).toArray(String[]::new))
                .query(SessionStore::read)
                .list();
    }

    /// In the order of their ids.
    ///
    /// @param after the last id of the page before
    List<Session> list(TenantId tenant, UUID after, int limit) {
        return jdbc.sql("select * from session where tenant_id = ? and id > ? order by id limit ?")
                .param(tenant.value())
                .param(after)
                .param(limit)
                .query(SessionStore::read)
                .list();
    }

    /// What has come to its end by itself.
    ///
    /// @param signedInBefore whose person has not signed in since then
    /// @param usedBefore that nobody has used since then
    record Expiry(Instant signedInBefore, Instant usedBefore) {

        boolean isOver(Session session) {
            return !session.signedInAt().isAfter(signedInBefore);
        }
    }

    /// Some that have expired, whoever's they are, in the order of tenants and ids. The table is read as a whole: an
    /// index of the last use would make each note of a use, which comes once a minute, a write to every index.
    ///
    /// @param last of those before; empty at first
    List<Session> expired(Expiry expiry, Optional<Session> last, int most) {
        return jdbc.sql("select * from session where (auth_time <= ? or last_used_at <= ?) and (tenant_id, id) > (?, ?)"
                        + " order by tenant_id, id limit ?")
                .param(Timestamp.from(expiry.signedInBefore()))
                .param(Timestamp.from(expiry.usedBefore()))
                .param(last.map(session -> session.tenant().value()).orElse(""))
                .param(last.map(Session::id).orElse(NO_ID))
                .param(most)
                .query(SessionStore::read)
                .list();
    }

    /// True for one caller at a time, until its transaction ends.
    boolean claim(Session session) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(?, 0))")
                .param("session %s of %s".formatted(session.id(), session.tenant()))
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /// The same as [#lock] if it still has expired.
    boolean lockExpired(TenantId tenant, UUID id, Expiry expiry) {
        return jdbc.sql("select 1 from session where tenant_id = ? and id = ?"
                        + " and (auth_time <= ? or last_used_at <= ?) for update")
                .param(tenant.value())
                .param(id)
                .param(Timestamp.from(expiry.signedInBefore()))
                .param(Timestamp.from(expiry.usedBefore()))
                .query((row, _) -> row.getInt(1))
                .optional()
                .isPresent();
    }

    /// The clients that the session has signed in to.
    List<SessionEnding.Participant> participants(TenantId tenant, UUID session) {
        return jdbc.sql("select client_id, sid from session_client where tenant_id = ? and session_id = ?"
                        + " order by client_id")
                .param(tenant.value())
                .param(session)
                .query((row, _) -> new SessionEnding.Participant(
                        new SubjectId(row.getObject("client_id", UUID.class)), row.getObject("sid", UUID.class)))
                .list();
    }

    /// The name by which a client knows the session, made at its first sign-in to that client; empty when the
    /// session has ended meanwhile.
    Optional<UUID> sid(TenantId tenant, UUID session, SubjectId client, UUID proposed) {
        return jdbc.sql("""
                insert into session_client (tenant_id, session_id, client_id, sid)
                select tenant_id, id, ?, ? from session where tenant_id = ? and id = ?
                on conflict (tenant_id, session_id, client_id) do update set sid = session_client.sid
                returning sid""")
                .param(client.value())
                .param(proposed)
                .param(tenant.value())
                .param(session)
                .query((row, _) -> row.getObject(1, UUID.class))
                .optional();
    }

    boolean isKnownAs(TenantId tenant, UUID session, String sid) {
        return jdbc.sql("select exists (select from session_client"
                        + " where tenant_id = ? and session_id = ? and sid::text = ?)")
                .param(tenant.value())
                .param(session)
                .param(sid)
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    private void announce(TenantId tenant, UUID id, List<String> cookieHashes) {
        cookieHashes.forEach(hash -> {
            feed.append(tenant, KIND, hash);
            feed.append(tenant, KIND_BY_ID, id.toString());
        });
    }

    /// Null: they proved it when they signed in.
    private static @Nullable Timestamp elsewhere(Session session) {
        return session.authTime().equals(session.signedInAt()) ? null : Timestamp.from(session.authTime());
    }

    private static Session read(ResultSet row, int number) throws SQLException {
        Instant signedInAt = row.getTimestamp("auth_time").toInstant();
        @Nullable Timestamp elsewhere = row.getTimestamp("upstream_auth_time"); // null: as above
        return new Session(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                signedInAt,
                elsewhere == null ? signedInAt : elsewhere.toInstant(),
                row.getString("acr"),
                List.of((String[]) row.getArray("amr").getArray()),
                new Epochs(row.getLong("tenant_epoch"), row.getLong("subject_epoch")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("last_used_at").toInstant(),
                row.getString("address"),
                row.getString("device"));
    }
}
