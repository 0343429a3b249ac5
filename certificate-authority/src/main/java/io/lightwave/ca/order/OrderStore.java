package io.lightwave.ca.order;

import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.certificate.CreationCursor;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.order.Authorization.Challenge;
import io.lightwave.ca.proof.Method;
import io.lightwave.directory.Page;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Orders in the database, each under its tenant and its account.
final class OrderStore {
    private static final JsonMapper MAPPER = StrictJson.mapper();

    private final JdbcClient jdbc;

    OrderStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static String written(AcmeProblem problem) {
        return MAPPER.writeValueAsString(problem);
    }

    private static Optional<AcmeProblem> problem(@Nullable String json) {
        return Optional.ofNullable(json).map(text -> MAPPER.readValue(text, AcmeProblem.class));
    }

    Optional<Order> order(TenantId tenant, UUID account, UUID id, Instant now) {
        return jdbc.sql("""
                        select o.*, array(select a.id from acme_authorization a
                                           where a.tenant_id = o.tenant_id and a.order_id = o.id
                                           order by a.identifier) as authorizations
                          from acme_order o
                         where o.tenant_id = :tenant and o.id = :id and o.account_id = :account""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("account", account)
                .query((row, _) -> order(row, now))
                .optional();
    }

    private static Order order(ResultSet row, Instant now) throws SQLException {
        Instant expires = moment(row, "expires_at").orElseThrow();
        boolean late = !now.isBefore(expires);
        var expired = new OrderState.Invalid(AcmeProblem.of(ErrorType.MALFORMED, "the order has expired"));
        OrderState state = switch (row.getString("status")) {
            case "PENDING" -> late ? expired : new OrderState.Pending();
            case "READY" -> late ? expired : new OrderState.Ready();
            case "PROCESSING" -> new OrderState.Processing();
            case "VALID" -> new OrderState.Valid(row.getObject("certificate_id", UUID.class));
            default -> new OrderState.Invalid(problem(row.getString("error")).orElseThrow());
        };
        var replacedIdentifier = Optional.ofNullable(row.getString("replaced_identifier"));
        return new Order(
                row.getObject("id", UUID.class),
                row.getString("profile"),
                Arrays.stream((String[]) row.getArray("identifiers").getArray())
                        .map(Identifier::parse)
                        .toList(),
                List.of((UUID[]) row.getArray("authorizations").getArray()),
                state,
                expires,
                Optional.ofNullable(row.getObject("replaces", UUID.class))
                        .map(certificate -> new Order.Replaced(certificate, replacedIdentifier)));
    }

    private record Listed(UUID id, Instant createdAt) {}

    /// Newest first.
    ///
    /// @param cursor the end of the page before; null for the first
    Page<UUID> ofAccount(TenantId tenant, UUID account, Instant now, @Nullable String cursor, int most) {
        var sql = new StringBuilder("""
                select id, created_at from acme_order
                 where tenant_id = :tenant and account_id = :account
                   and status in ('PENDING', 'READY', 'PROCESSING', 'VALID') and expires_at > :now""");
        Map<String, Object> parameters = new HashMap<>();
        if (cursor != null) {
            CreationCursor.restrict(cursor, sql, parameters);
        }
        sql.append(" order by created_at desc, id desc limit :most");
        List<Listed> found = jdbc.sql(sql.toString())
                .params(parameters)
                .param("tenant", tenant.value())
                .param("account", account)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("most", most + 1)
                .query((row, _) -> new Listed(
                        row.getObject("id", UUID.class),
                        moment(row, "created_at").orElseThrow()))
                .list();
        var page = found.subList(0, Math.min(most, found.size()));
        return new Page<>(
                page.stream().map(Listed::id).toList(),
                found.size() > most
                        ? CreationCursor.after(
                                page.getLast().createdAt(), page.getLast().id())
                        : null);
    }

    /// The challenges are read last: as those of an authorization that is decided, they are decided too.
    Optional<Authorization> authorization(TenantId tenant, UUID account, UUID id, Instant now) {
        return jdbc.sql("""
                        select * from acme_authorization
                         where tenant_id = :tenant and id = :id and account_id = :account""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("account", account)
                .query((row, _) -> authorization(row, now))
                .optional()
                .map(found -> found.with(challenges(tenant, id)));
    }

    private List<Challenge> challenges(TenantId tenant, UUID authorization) {
        return jdbc.sql("""
                        select * from acme_challenge where tenant_id = :tenant and authorization_id = :id order by type""")
                .param("tenant", tenant.value())
                .param("id", authorization)
                .query((row, _) -> challenge(row))
                .list();
    }

    private static Authorization authorization(ResultSet row, Instant now) throws SQLException {
        Instant expires = moment(row, "expires_at").orElseThrow();
        String status = row.getString("status").toLowerCase(Locale.ROOT);
        boolean ended = !now.isBefore(expires) && (status.equals("pending") || status.equals("valid"));
        return new Authorization(
                row.getObject("id", UUID.class),
                Identifier.parse(row.getString("identifier")),
                ended ? "expired" : status,
                expires,
                List.of());
    }

    Optional<Challenge> challenge(TenantId tenant, UUID account, UUID id) {
        return jdbc.sql("""
                        select c.* from acme_challenge c
                          join acme_authorization a on a.tenant_id = c.tenant_id and a.id = c.authorization_id
                         where c.tenant_id = :tenant and c.id = :id and a.account_id = :account""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("account", account)
                .query((row, _) -> challenge(row))
                .optional();
    }

    private static Challenge challenge(ResultSet row) throws SQLException {
        return new Challenge(
                row.getObject("id", UUID.class),
                row.getObject("authorization_id", UUID.class),
                Method.of(row.getString("type")),
                row.getString("token"),
                row.getString("status").toLowerCase(Locale.ROOT),
                moment(row, "decided_at"),
                problem(row.getString("error")));
    }

    static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
