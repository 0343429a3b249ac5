package io.lightwave.token.policy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// The tenants' authentication policies.
public final class AuthenticationPolicies {
    private static final String FEED_KIND = "authentication-policy";
    private static final String ONLY = "policy";
    private static final int MAXIMUM_CACHED = 2_000;

    /// @param version 0 while the tenant has the defaults
    record Versioned(PolicyDocument document, AuthenticationPolicy policy, long version) {
        static final Versioned DEFAULTS = of(PolicyDocument.DEFAULTS, 0);

        static Versioned of(PolicyDocument document, long version) {
            return new Versioned(document, document.read(), version);
        }

        String entityTag() {
            return "\"" + version + "\"";
        }
    }

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Versioned> cached;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectMapper json;
    private final List<FactorSupply> supplies;

    AuthenticationPolicies(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json,
            List<FactorSupply> supplies) {
        this.database = database;
        this.transactions = transactions;
        this.feed = feed;
        this.cached = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant, ""));
        this.audit = audit;
        this.clock = clock;
        this.json = json;
        this.supplies = List.copyOf(supplies);
    }

    /// A warm look-up touches no SQL.
    public AuthenticationPolicy of(TenantId tenant) {
        return find(tenant).policy();
    }

    Versioned find(TenantId tenant) {
        return cached.get(tenant, ONLY).orElse(Versioned.DEFAULTS);
    }

    /// Empty when it is no longer what the change was based on.
    Optional<Versioned> change(
            TenantId tenant, Optional<String> basedOn, UnaryOperator<PolicyDocument> change, Caller caller) {
        return transactions.execute(_ -> {
            Versioned before = load(tenant, " for update").orElse(Versioned.DEFAULTS);
            if (basedOn.filter(tag -> !tag.equals(before.entityTag())).isPresent()) {
                return Optional.empty();
            }
            Versioned after = Versioned.of(change.apply(before.document()), before.version() + 1);
            requireWayIn(tenant, before.policy(), after.policy());
            if (!store(tenant, after)) {
                return Optional.empty(); // somebody else made the first one
            }
            feed.append(tenant, FEED_KIND, ONLY);
            audit.recordChange(new AuditEvent(
                    tenant,
                    caller.actor(),
                    "policy.update",
                    "policy:authentication",
                    AuditEvent.Outcome.SUCCESS,
                    inWords(after.policy()),
                    caller.origin()));
            return Optional.of(after);
        });
    }

    /// A change of the first factors leaves one that somebody can begin with.
    private void requireWayIn(TenantId tenant, AuthenticationPolicy before, AuthenticationPolicy after) {
        if (!after.firstFactors().equals(before.firstFactors())
                && after.firstFactors().stream().noneMatch(factor -> isThere(tenant, factor))) {
            throw new InvalidFieldException(
                    "firstFactors",
                    "nobody could sign in: nobody of the tenant has a passkey, or no provider is enabled");
        }
    }

    private boolean isThere(TenantId tenant, Factor factor) {
        return supplies.stream().filter(supply -> supply.factor() == factor).allMatch(supply -> supply.isThere(tenant));
    }

    private static String inWords(AuthenticationPolicy policy) {
        return "first %s, second %s of %s, contexts %s, passkeys of %d models by %d authorities"
                .formatted(
                        policy.firstFactors(),
                        policy.secondFactor(),
                        policy.secondFactors(),
                        policy.acrValues(),
                        policy.passkeys().allowed().size(),
                        policy.passkeys().roots().size());
    }

    private boolean store(TenantId tenant, Versioned versioned) {
        return database.sql("""
                insert into authentication_policy (tenant_id, document, updated_at, version) values (?, ?, ?, ?)
                on conflict (tenant_id) do update set document = excluded.document,
                    updated_at = excluded.updated_at, version = excluded.version
                where authentication_policy.version = excluded.version - 1""")
                        .param(tenant.value())
                        .param(json.writeValueAsString(versioned.document()))
                        .param(Timestamp.from(clock.instant()))
                        .param(versioned.version())
                        .update()
                == 1;
    }

    private Optional<Versioned> load(TenantId tenant, String lock) {
        return database.sql("select document, version from authentication_policy where tenant_id = ?" + lock)
                .param(tenant.value())
                .query((row, _) -> Versioned.of(
                        json.readValue(row.getString("document"), PolicyDocument.class), row.getLong("version")))
                .optional();
    }
}
