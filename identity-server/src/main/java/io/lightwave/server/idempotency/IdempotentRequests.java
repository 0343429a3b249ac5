package io.lightwave.server.idempotency;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// The table of requests that are made once, for all nodes.
final class IdempotentRequests {
    /// For how long a repeat is recognised.
    static final Duration LIFETIME = Duration.ofHours(24);
    /// How many keys of that age a caller may have.
    static final int MOST = 5_000;
    /// The largest answer that is kept, in octets as it is sealed.
    static final int LARGEST = 1 << 16;

    private static final String CLAIM = """
            INSERT INTO idempotent_request (tenant_id, caller_id, request_hash, body_hash, begun_at)
            SELECT :tenant, :caller, :request, :body, :now
             WHERE (SELECT count(*) FROM idempotent_request
                     WHERE tenant_id = :tenant AND caller_id = :caller AND begun_at > :ended) < :most
            ON CONFLICT (tenant_id, caller_id, request_hash) DO UPDATE
               SET body_hash = excluded.body_hash, begun_at = excluded.begun_at, status = NULL, answer = NULL
             WHERE idempotent_request.begun_at <= :ended
            """;

    /// One request: whose, and which, in hashes that nobody without the tenant's key can try values against.
    ///
    /// @param tenant the caller's
    record Id(TenantId tenant, UUID caller, String request) {
        String place() {
            return "idempotent-request/" + caller + "/" + request;
        }
    }

    /// What a request is that has just come.
    sealed interface Claim {
        /// Nobody has made it: its sender is to, and then to say what came of it.
        record First(Id id) implements Claim {}

        record Repeated(KeptAnswer answer) implements Claim {}

        /// It was answered, by more than is kept.
        record TooLarge() implements Claim {}

        /// It was begun and has not been answered, or its node did not live to keep the answer.
        record Unanswered() implements Claim {}

        /// The key was used with another body.
        record Different() implements Claim {}

        /// The caller has as many keys as it may.
        record TooMany() implements Claim {}
    }

    private final JdbcClient jdbc;
    private final SealedKeys seals;
    private final ObjectMapper mapper;
    private final InstantSource clock;

    IdempotentRequests(JdbcClient jdbc, SealedKeys seals, ObjectMapper mapper, InstantSource clock) {
        this.jdbc = jdbc;
        this.seals = seals;
        this.mapper = mapper;
        this.clock = clock;
    }

    /// Of those who come at the same time, on whatever nodes, one is the first.
    ///
    /// @param operation method, path and query
    /// @param body what two requests must have alike to be the same
    Claim claim(ActivePrincipal caller, String operation, IdempotencyKey key, String body) {
        TenantId tenant = caller.tenant();
        UUID of = caller.id().value();
        byte[] request = seals.derive(tenant, "idempotent-request|%s|%s|%s".formatted(of, operation, key.text()));
        byte[] bodyHash = seals.derive(tenant, "idempotent-body|" + body);
        var id = new Id(tenant, of, HexFormat.of().formatHex(request));
        boolean first = jdbc.sql(CLAIM)
                        .param("tenant", tenant.value())
                        .param("caller", of)
                        .param("request", request)
                        .param("body", bodyHash)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("ended", ended())
                        .param("most", MOST)
                        .update()
                == 1;
        return first ? new Claim.First(id) : find(id, bodyHash).orElseGet(() -> absent(id));
    }

    /// There was no room for it, or another has just let go of it.
    private Claim absent(Id id) {
        int held = jdbc.sql(
                        "SELECT count(*) FROM idempotent_request WHERE tenant_id = ? AND caller_id = ? AND begun_at > ?")
                .params(id.tenant().value(), id.caller(), ended())
                .query(Integer.class)
                .single();
        return held >= MOST ? new Claim.TooMany() : new Claim.Unanswered();
    }

    private Optional<Claim> find(Id id, byte[] bodyHash) {
        return jdbc.sql("""
                        SELECT body_hash, status, answer FROM idempotent_request
                         WHERE tenant_id = ? AND caller_id = ? AND request_hash = ? AND begun_at > ?""")
                .params(id.tenant().value(), id.caller(), HexFormat.of().parseHex(id.request()), ended())
                .query((row, _) -> claim(id, row, bodyHash))
                .optional();
    }

    private Claim claim(Id id, ResultSet row, byte[] bodyHash) throws SQLException {
        if (!MessageDigest.isEqual(row.getBytes("body_hash"), bodyHash)) {
            return new Claim.Different();
        }
        if (row.getObject("status") == null) {
            return new Claim.Unanswered();
        }
        byte @Nullable [] sealed = row.getBytes("answer");
        return sealed == null
                ? new Claim.TooLarge()
                : new Claim.Repeated(mapper.readValue(seals.open(id.tenant(), id.place(), sealed), KeptAnswer.class));
    }

    private Timestamp ended() {
        return Timestamp.from(clock.instant().minus(LIFETIME));
    }

    /// Keeps what was answered, for repeats.
    void answered(Id id, KeptAnswer answer) {
        byte[] sealed = seals.seal(id.tenant(), id.place(), mapper.writeValueAsBytes(answer));
        jdbc.sql("""
                        UPDATE idempotent_request SET status = :status, answer = :answer
                         WHERE tenant_id = :tenant AND caller_id = :caller AND request_hash = :request""")
                .param("status", answer.status())
                .param("answer", sealed.length > LARGEST ? null : sealed, Types.BINARY)
                .param("tenant", id.tenant().value())
                .param("caller", id.caller())
                .param("request", HexFormat.of().parseHex(id.request()))
                .update();
    }

    /// Nothing was done: the same request may come again.
    void notMade(Id id) {
        jdbc.sql("DELETE FROM idempotent_request WHERE tenant_id = ? AND caller_id = ? AND request_hash = ?")
                .params(id.tenant().value(), id.caller(), HexFormat.of().parseHex(id.request()))
                .update();
    }

    void removeEnded() {
        jdbc.sql("DELETE FROM idempotent_request WHERE begun_at <= ?")
                .param(ended())
                .update();
    }
}
