package io.lightwave.ca.order;

import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.order.Authorization.Challenge;
import io.lightwave.ca.proof.Method;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes orders, and lets accounts look at theirs.
public final class Orders {
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int TOKEN_OCTETS = 32; // RFC 8555 §11.3: 128 bits at least
    private static final int MOST_AN_HOUR = 300;
    private static final int MOST_OPEN = 100;
    private static final int MOST_FAILED = 10;
    private static final int A_PAGE = 50;

    private final OrderStore store;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Validation validation;
    private final InstantSource clock;
    private final SecureRandom random;

    Orders(
            OrderStore store,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Validation validation,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.validation = validation;
        this.clock = clock;
        this.random = random;
    }

    /// @throws AcmeException `rateLimited`; `alreadyReplaced` when another order replaces the same certificate
    public Order make(
            TenantId tenant,
            UUID account,
            String profile,
            List<Identifier> identifiers,
            Optional<Order.Replaced> replaces) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        requireRate(tenant, account, identifiers, now);
        Instant expires = now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        UUID id = UUID.randomUUID();
        transaction.executeWithoutResult(_ -> {
            int made = jdbc.sql("""
                            insert into acme_order (tenant_id, id, account_id, profile, identifiers, status, replaces,
                                                    replaced_identifier, created_at, expires_at)
                            values (:tenant, :id, :account, :profile, :identifiers, 'PENDING', :replaces,
                                    :replacedIdentifier, :now, :expires)
                            on conflict do nothing""")
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .param("account", account)
                    .param("profile", profile)
                    .param(
                            "identifiers",
                            identifiers.stream().map(Identifier::text).toArray(String[]::new))
                    .param("replaces", replaces.map(Order.Replaced::certificate).orElse(null))
                    .param(
                            "replacedIdentifier",
                            replaces.flatMap(Order.Replaced::identifier).orElse(null))
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("expires", expires.atOffset(ZoneOffset.UTC))
                    .update();
            if (made == 0) {
                throw new AcmeException(
                        ErrorType.ALREADY_REPLACED, "RFC 9773 §5: another order replaces the certificate already");
            }
            identifiers.forEach(identifier -> authorization(tenant, account, id, identifier, expires));
        });
        return store.order(tenant, account, id, now).orElseThrow();
    }

    private void authorization(TenantId tenant, UUID account, UUID order, Identifier identifier, Instant expires) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into acme_authorization (tenant_id, id, account_id, order_id, identifier, status, expires_at)
                        values (:tenant, :id, :account, :order, :identifier, 'PENDING', :expires)""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("account", account)
                .param("order", order)
                .param("identifier", identifier.text())
                .param("expires", expires.atOffset(ZoneOffset.UTC))
                .update();
        for (Method method : Method.of(identifier)) {
            byte[] token = new byte[TOKEN_OCTETS];
            random.nextBytes(token);
            jdbc.sql("""
                            insert into acme_challenge (tenant_id, id, authorization_id, type, token, status)
                            values (:tenant, :id, :authorization, :type, :token, 'PENDING')""")
                    .param("tenant", tenant.value())
                    .param("id", UUID.randomUUID())
                    .param("authorization", id)
                    .param("type", method.word())
                    .param("token", Base64Url.encoded(token))
                    .update();
        }
    }

    private record Rate(int recent, int open, int failed) {}

    /// RFC 8555 §6.6.
    private void requireRate(TenantId tenant, UUID account, List<Identifier> identifiers, Instant now) {
        var rate = jdbc.sql("""
                        select count(*) filter (where created_at > :since) as recent,
                               count(*) filter (where status in ('PENDING', 'READY', 'PROCESSING')
                                                  and expires_at > :now) as open,
                               count(*) filter (where created_at > :since and status = 'INVALID'
                                                  and identifiers && cast(:names as text[])) as failed
                          from acme_order
                         where tenant_id = :tenant and account_id = :account and created_at > :day""")
                .param("since", now.minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                .param("day", now.minus(LIFETIME).atOffset(ZoneOffset.UTC))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("names", identifiers.stream().map(Identifier::text).toArray(String[]::new))
                .param("tenant", tenant.value())
                .param("account", account)
                .query((row, _) -> new Rate(row.getInt("recent"), row.getInt("open"), row.getInt("failed")))
                .single();
        if (rate.recent() >= MOST_AN_HOUR) {
            throw AcmeException.rateLimited(
                    "there are %d orders of this account within an hour".formatted(rate.recent()),
                    Duration.ofMinutes(10));
        }
        if (rate.open() >= MOST_OPEN) {
            throw AcmeException.rateLimited(
                    "%d orders of this account are unfinished".formatted(rate.open()), Duration.ofMinutes(10));
        }
        if (rate.failed() >= MOST_FAILED) {
            throw AcmeException.rateLimited(
                    "%d orders for one of these names failed within an hour".formatted(rate.failed()),
                    Duration.ofHours(1));
        }
    }

    public Optional<Order> order(TenantId tenant, UUID account, UUID id) {
        return store.order(tenant, account, id, clock.instant());
    }

    /// A page of the account's orders that are not over, newest first (RFC 8555 §7.1.2.1).
    ///
    /// @param cursor the end of the page before; null for the first
    /// @throws AcmeException when it is the end of none
    public Page<UUID> ofAccount(TenantId tenant, UUID account, @Nullable String cursor) {
        try {
            return store.ofAccount(tenant, account, clock.instant(), cursor, A_PAGE);
        } catch (InvalidFieldException foreign) {
            throw AcmeException.notFound();
        }
    }

    public Optional<Authorization> authorization(TenantId tenant, UUID account, UUID id) {
        return store.authorization(tenant, account, id, clock.instant());
    }

    public Optional<Challenge> challenge(TenantId tenant, UUID account, UUID id) {
        return store.challenge(tenant, account, id);
    }

    /// Begins to look for the proof (RFC 8555 §7.5.1); again does nothing.
    public void begin(TenantId tenant, Challenge challenge) {
        int begun = jdbc.sql("""
                        update acme_challenge c set status = 'PROCESSING'
                         where c.tenant_id = :tenant and c.id = :id and c.status = 'PENDING'
                           and exists (select 1 from acme_authorization a
                                        where a.tenant_id = c.tenant_id and a.id = c.authorization_id
                                          and a.status = 'PENDING' and a.expires_at > :now)""")
                .param("tenant", tenant.value())
                .param("id", challenge.id())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (begun == 1) {
            validation.start(tenant, challenge.id());
        }
    }

    /// RFC 8555 §7.5.2: the account gives up what it has proved, or would have.
    public void deactivate(TenantId tenant, UUID account, UUID authorization) {
        var problem = AcmeProblem.of(ErrorType.UNAUTHORIZED, "an authorization was deactivated");
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                            select 1 from acme_order o
                              join acme_authorization a on a.tenant_id = o.tenant_id and a.order_id = o.id
                             where a.tenant_id = :tenant and a.id = :id for update of o""") // first, as whoever decides does
                    .param("tenant", tenant.value())
                    .param("id", authorization)
                    .query(Integer.class)
                    .list();
            jdbc.sql("""
                            with gone as (
                                update acme_authorization set status = 'DEACTIVATED'
                                 where tenant_id = :tenant and id = :id and account_id = :account
                                   and status in ('PENDING', 'VALID')
                                returning order_id)
                            update acme_order set status = 'INVALID', error = :error
                             where tenant_id = :tenant and id in (select order_id from gone)
                               and status in ('PENDING', 'READY')""")
                    .param("tenant", tenant.value())
                    .param("id", authorization)
                    .param("account", account)
                    .param("error", OrderStore.written(problem))
                    .update();
        });
    }

    /// Whether the account has proved control over all of these names, and the proofs have not expired
    /// (RFC 8555 §7.6).
    ///
    /// @param names `type:value` each, as the records have them
    public boolean haveProved(TenantId tenant, UUID account, List<String> names) {
        List<String> proved = jdbc
                .sql("""
                        select distinct identifier from acme_authorization
                         where tenant_id = :tenant and account_id = :account and status = 'VALID' and expires_at > :now""")
                .param("tenant", tenant.value())
                .param("account", account)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, _) -> row.getString("identifier"))
                .list()
                .stream()
                .map(text -> Identifier.parse(text).alternativeName().text())
                .toList();
        return !names.isEmpty() && proved.containsAll(names);
    }

    /// The account whose order the certificate came from.
    public Optional<UUID> accountOf(TenantId tenant, UUID certificate) {
        return jdbc.sql("select account_id from acme_order where tenant_id = :tenant and certificate_id = :certificate")
                .param("tenant", tenant.value())
                .param("certificate", certificate)
                .query(UUID.class)
                .optional();
    }

    /// Ends orders that have expired, and forgets those that did so three months ago, unless their certificates live
    /// on: until then these are downloaded, revoked and replaced by their accounts.
    void purge() {
        var expired = AcmeProblem.of(ErrorType.MALFORMED, "the order has expired");
        jdbc.sql("""
                        update acme_order set status = 'INVALID', error = :error
                         where status in ('PENDING', 'READY') and expires_at < :now""")
                .param("error", OrderStore.written(expired))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("""
                        delete from acme_order o where expires_at < :limit
                           and not exists (select 1 from ca_certificate c
                                            where c.tenant_id = o.tenant_id and c.id = o.certificate_id
                                              and c.not_after >= :limit)""")
                .param("limit", clock.instant().minus(Duration.ofDays(90)).atOffset(ZoneOffset.UTC))
                .update();
    }
}
