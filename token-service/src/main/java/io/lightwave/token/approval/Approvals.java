package io.lightwave.token.approval;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Epochs;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded.Change;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.accesstoken.LiveGrants;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.claims.ClaimsRequest;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The approvals of every tenant. Ending one ends its codes, its refresh tokens and its access tokens on every
/// node.
public final class Approvals implements LiveGrants {
    private static final String KIND = "approval";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final TokenSettings settings;
    private final ChangeFeed.Cached<Live> live;

    Approvals(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            ChangeFeed feed,
            InstantSource clock,
            TokenSettings settings) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.feed = feed;
        this.clock = clock;
        this.live = feed.cache(KIND, 100_000, this::loadLive);
    }

    /// Whether the approval stands; a warm answer touches no SQL.
    @Override
    public boolean isLive(TenantId tenant, String grantId) {
        return live.get(tenant, grantId)
                .filter(kept -> clock.instant().isBefore(kept.expiresAt()))
                .isPresent();
    }

    /// What the client of a live approval asked for by name; a warm answer touches no SQL.
    public ClaimsRequest claims(TenantId tenant, String grantId) {
        return live.get(tenant, grantId).map(Live::claims).orElse(ClaimsRequest.NONE);
    }

    private record Live(Instant expiresAt, ClaimsRequest claims) {}

    /// What a person authorises a client to do in a session.
    ///
    /// @param sessionEnd when the session ends at the latest
    /// @param audiences the resources asked for; empty when none is
    public record Given(
            ActivePrincipal client,
            ActivePrincipal person,
            UUID session,
            UUID sid,
            Instant sessionEnd,
            Instant authTime,
            String acr,
            List<String> amr,
            Set<String> scopes,
            List<String> audiences,
            ClaimsRequest claims,
            AuthorizationDetails details) {}

    /// Makes an approval, and forgets on the way those of the same person that have expired. Joins the caller's
    /// transaction.
    public Approval add(Given given) {
        Approval approval = unkept(given);
        insert(approval);
        feed.append(approval.tenant(), KIND, approval.id().toString());
        return approval;
    }

    /// An approval that nobody knows of, and for which nothing can be had.
    public Approval unkept(Given given) {
        Instant now = clock.instant();
        boolean offline = given.scopes().contains("offline_access");
        return new Approval(
                given.person().tenant(),
                UUID.randomUUID(),
                given.client().id(),
                given.person().id(),
                given.session(),
                given.sid(),
                given.scopes(),
                given.audiences(),
                given.claims(),
                given.details(),
                offline,
                given.authTime(),
                given.acr(),
                given.amr(),
                given.person().epochs(),
                given.client().epochs().subject(),
                now,
                offline ? now.plus(settings.refreshTokenLifetime()) : given.sessionEnd(),
                false);
    }

    private void insert(Approval approval) {
        jdbc.sql("""
                with expired as (delete from approval where tenant_id = ? and subject_id = ? and expires_at <= ?)
                insert into approval (tenant_id, id, client_id, subject_id, session_id, sid, scopes, audiences, claims,
                    authorization_details, offline,
                    auth_time, acr, amr, tenant_epoch, subject_epoch, client_epoch, created_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(approval.tenant().value())
                .param(approval.subject().value())
                .param(Timestamp.from(approval.createdAt()))
                .param(approval.tenant().value())
                .param(approval.id())
                .param(approval.client().value())
                .param(approval.subject().value())
                .param(approval.session())
                .param(approval.sid())
                .param(approval.scopes().stream().sorted().toArray(String[]::new))
                .param(approval.audiences().toArray(String[]::new))
                .param(approval.claims().text())
                .param(approval.details().text())
                .param(approval.offline())
                .param(Timestamp.from(approval.authTime()))
                .param(approval.acr())
                .param(approval.amr().toArray(String[]::new))
                .param(approval.epochs().tenant())
                .param(approval.epochs().subject())
                .param(approval.clientEpoch())
                .param(Timestamp.from(approval.createdAt()))
                .param(Timestamp.from(approval.expiresAt()))
                .update();
    }

    /// As it is now, ended or not.
    public Optional<Approval> find(TenantId tenant, UUID id) {
        return jdbc.sql("select * from approval where tenant_id = ? and id = ?")
                .param(tenant.value())
                .param(id)
                .query(Approvals::read)
                .optional();
    }

    /// The newest that a client got in the session that it knows by this name, and that stands.
    public Optional<Approval> findBySid(TenantId tenant, SubjectId client, UUID sid) {
        return jdbc.sql("select * from approval where tenant_id = ? and sid = ? and client_id = ?"
                        + " and ended_at is null and expires_at > ? order by created_at desc limit 1")
                .param(tenant.value())
                .param(sid)
                .param(client.value())
                .param(Timestamp.from(clock.instant()))
                .query(Approvals::read)
                .optional();
    }

    /// The clients to which a person gave something that stands.
    public List<SubjectId> clientsOf(TenantId tenant, SubjectId person) {
        return jdbc.sql("select distinct client_id from approval where tenant_id = ? and subject_id = ?"
                        + " and ended_at is null and expires_at > ? order by client_id")
                .param(tenant.value())
                .param(person.value())
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .list();
    }

    /// Ends one. False when it had ended already or never was.
    public boolean end(TenantId tenant, UUID id, String reason) {
        return endAll(tenant, "id = ?", id, reason) > 0;
    }

    /// Ends what does not outlive these sessions. Joins the caller's transaction.
    public void endWithSessions(TenantId tenant, Collection<UUID> sessions) {
        endAll(tenant, "session_id = any (?::uuid[]) and not offline", texts(sessions.stream()), "session ended");
    }

    /// Ends all that people gave. Joins the caller's transaction.
    public void endOf(TenantId tenant, Collection<SubjectId> people, String reason) {
        endAll(tenant, "subject_id = any (?::uuid[])", texts(people.stream().map(SubjectId::value)), reason);
    }

    /// Ends all that people gave after a sign-in at another provider. Joins the caller's transaction.
    public void endFederated(TenantId tenant, List<SubjectId> people, String reason) {
        endAll(
                tenant,
                "'fed' = any (amr) and subject_id = any (?::uuid[])",
                texts(people.stream().map(SubjectId::value)),
                reason);
    }

    /// Ends what a subject gave, or was given as a client. Joins the caller's transaction.
    public void endOf(Subject subject, Change change) {
        endAll(subject.tenant(), "subject_id = ?", subject.id().value(), "subject " + change);
        endAll(subject.tenant(), "client_id = ?", subject.id().value(), "client " + change);
    }

    /// Ends all that a person gave a client. Joins the caller's transaction.
    public void endGiven(TenantId tenant, SubjectId person, SubjectId client, String reason) {
        List<UUID> standing = jdbc.sql("select id from approval"
                        + " where tenant_id = ? and subject_id = ? and client_id = ? and ended_at is null")
                .param(tenant.value())
                .param(person.value())
                .param(client.value())
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        standing.forEach(id -> end(tenant, id, reason));
    }

    private static String[] texts(Stream<UUID> ids) {
        return ids.map(UUID::toString).toArray(String[]::new);
    }

    /// Each in the order of their ids, so that nobody who ends several waits for whoever waits for them.
    private int endAll(TenantId tenant, String which, Object whose, String reason) {
        return transactions.execute(_ -> {
            List<UUID> ended = jdbc.sql("with held as materialized (select id from approval where tenant_id = ? and "
                            + which + " and ended_at is null order by id for update)"
                            + " update approval set ended_at = ?, end_reason = ? from held"
                            + " where tenant_id = ? and approval.id = held.id returning approval.id")
                    .param(tenant.value())
                    .param(whose)
                    .param(Timestamp.from(clock.instant()))
                    .param(reason)
                    .param(tenant.value())
                    .query((row, _) -> row.getObject(1, UUID.class))
                    .list();
            ended.forEach(one -> feed.append(tenant, KIND, one.toString()));
            return ended.size();
        });
    }

    private Optional<Live> loadLive(TenantId tenant, String id) {
        return parse(id)
                .flatMap(uuid -> find(tenant, uuid))
                .filter(approval -> !approval.ended())
                .map(approval -> new Live(approval.expiresAt(), approval.claims()));
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /// An approval from a row that has all its columns, others that were joined to them among these.
    public static Approval read(ResultSet row, int number) throws SQLException {
        return new Approval(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                new SubjectId(row.getObject("client_id", UUID.class)),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                row.getObject("session_id", UUID.class),
                row.getObject("sid", UUID.class),
                Set.copyOf(strings(row.getArray("scopes"))),
                strings(row.getArray("audiences")),
                ClaimsRequest.parse(row.getString("claims")),
                AuthorizationDetails.ofKept(row.getString("authorization_details")),
                row.getBoolean("offline"),
                row.getTimestamp("auth_time").toInstant(),
                row.getString("acr"),
                strings(row.getArray("amr")),
                new Epochs(row.getLong("tenant_epoch"), row.getLong("subject_epoch")),
                row.getLong("client_epoch"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("ended_at") != null);
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
