package io.lightwave.directory;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;

/// The tenants' policies of one kind. A warm look-up touches no SQL.
///
/// @param <P> the policy
public final class PolicyStore<P> {
    private static final String ONLY = "policy";
    private static final int MAXIMUM_CACHED = 2_000;

    /// @param version 0 while the tenant has the defaults
    public record Versioned<P>(P policy, long version) {
        public String entityTag() {
            return "\"" + version + "\"";
        }
    }

    /// How the policies are kept: a row for each tenant.
    public interface Rows<P> {
        /// @param lock what the statement ends with
        Optional<Versioned<P>> load(TenantId tenant, String lock);

        /// False when the row there is not of the version before.
        boolean store(TenantId tenant, Versioned<P> policy, Timestamp now);
    }

    private final String name;
    private final String kind;
    private final Versioned<P> defaults;
    private final Function<P, String> inWords;
    private final Rows<P> rows;
    private final TransactionTemplate transactions;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Versioned<P>> cached;
    private final Audit audit;
    private final InstantSource clock;

    /// @param name of the kind, as in `policy:name` of the audit trail
    /// @param defaults of a tenant that has changed nothing
    /// @param inWords for the audit trail
    public PolicyStore(
            String name,
            P defaults,
            Function<P, String> inWords,
            Rows<P> rows,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock) {
        this.name = name;
        this.kind = name + "-policy";
        this.defaults = new Versioned<>(defaults, 0);
        this.inWords = inWords;
        this.rows = rows;
        this.transactions = transactions;
        this.feed = feed;
        this.cached = feed.cache(kind, MAXIMUM_CACHED, (tenant, _) -> rows.load(tenant, ""));
        this.audit = audit;
        this.clock = clock;
    }

    public Versioned<P> of(TenantId tenant) {
        return cached.get(tenant, ONLY).orElse(defaults);
    }

    /// The policy after a change, which stands in the audit trail.
    ///
    /// @param ifMatch what the change is based on (RFC 9110 §13.1.1); null for whatever it is
    /// @throws ErrorResponseException 412 when it is something else by now
    public Versioned<P> change(TenantId tenant, @Nullable String ifMatch, UnaryOperator<P> change, Caller caller) {
        return transactions.execute(_ -> {
            Versioned<P> before = rows.load(tenant, " for update").orElse(defaults);
            if (ifMatch != null && !EntityTags.isAmong(before.entityTag(), ifMatch)) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            var after = new Versioned<>(change.apply(before.policy()), before.version() + 1);
            if (!rows.store(tenant, after, Timestamp.from(clock.instant()))) { // somebody else made the first one
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            feed.append(tenant, kind, ONLY);
            audit.recordChange(new AuditEvent(
                    tenant,
                    caller.actor(),
                    "policy.update",
                    "policy:" + name,
                    AuditEvent.Outcome.SUCCESS,
                    inWords.apply(after.policy()),
                    caller.origin()));
            return after;
        });
    }
}
