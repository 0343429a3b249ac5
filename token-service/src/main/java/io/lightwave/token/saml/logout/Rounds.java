package io.lightwave.token.saml.logout;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.logout.Participants.Participant;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// Keeps whom a browser still has to go to after its session has ended, for ten minutes: one row for each session
/// that has ended, never for a stranger.
final class Rounds {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;

    Rounds(
            JdbcClient jdbc,
            ObjectMapper json,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        this.jdbc = jdbc;
        this.json = json;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
    }

    /// Who asked for the logout, and is told of its end.
    record Requester(UUID provider, String requestId, String relayState) {}

    /// @param requester null when it was the person here, or whoever asked waits for no answer
    /// @param destination where the browser goes on to in the end; null for a page of ours
    /// @param awaited the request that is to be answered next; null at first
    /// @param visited who is to answer it; null at first
    /// @param partial whether somebody could not be reached, or did not want to
    record Round(
            @Nullable Requester requester,
            @Nullable String destination,
            List<Participant> remaining,
            @Nullable String awaited,
            @Nullable Participant visited,
            boolean partial) {
        Round {
            remaining = List.copyOf(remaining);
        }

        Round without(Participant told, String request) {
            return new Round(
                    requester,
                    destination,
                    remaining.stream().filter(each -> !each.equals(told)).toList(),
                    request,
                    told,
                    partial);
        }

        Round with(List<Participant> others, boolean failed) {
            return new Round(requester, destination, others, null, null, partial || failed);
        }
    }

    /// Under which a round may be kept later.
    OpaqueSecret name() {
        return OpaqueSecret.random(random);
    }

    OpaqueSecret begin(TenantId tenant, Round round) {
        OpaqueSecret id = name();
        keep(tenant, id, round);
        return id;
    }

    void keep(TenantId tenant, OpaqueSecret id, Round round) {
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("delete from saml_logout where tenant_id = ? and expires_at <= ?")
                    .param(tenant.value())
                    .param(Timestamp.from(clock.instant()))
                    .update();
            jdbc.sql("insert into saml_logout (tenant_id, id_hash, round, expires_at) values (?, ?, ?::jsonb, ?)")
                    .param(tenant.value())
                    .param(id.hash())
                    .param(json.writeValueAsString(round))
                    .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                    .update();
        });
    }

    /// Takes it away: to go on, it is put back. Empty when it has ended, or another request was faster.
    Optional<Round> take(TenantId tenant, OpaqueSecret id) {
        return jdbc.sql("delete from saml_logout where tenant_id = ? and id_hash = ? and expires_at > ?"
                        + " returning round")
                .param(tenant.value())
                .param(id.hash())
                .param(Timestamp.from(clock.instant()))
                .query(this::read)
                .optional();
    }

    private Round read(ResultSet row, int number) throws SQLException {
        return json.readValue(row.getString("round"), new TypeReference<Round>() {});
    }
}
