package io.lightwave.directory.access;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// The rules of each tenant and their changes, by those who manage the entries that a rule is about. Nobody gives or
/// takes away by a rule what it does not have itself.
final class AccessRules {
    static final int MAXIMUM = 200;

    private final AccessControl control;
    private final RuleReader reader;
    private final RuleRows rows;
    private final ChangeFeed feed;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    AccessRules(
            AccessControl control,
            RuleReader reader,
            RuleRows rows,
            ChangeFeed feed,
            Audit audit,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.control = control;
        this.reader = reader;
        this.rows = rows;
        this.feed = feed;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Done(Rule rule) implements Outcome {}

        record Missing() implements Outcome {}

        record Stale() implements Outcome {}

        record NameTaken() implements Outcome {}

        /// Of rights that the caller does not have.
        record Refused() implements Outcome {}
    }

    RuleView shown(TenantId tenant, Rule rule) {
        return reader.view(tenant, rule);
    }

    /// Those that the caller may change, by name.
    Page<RuleView> list(TenantId tenant, Caller caller, @Nullable String cursor, int limit) {
        View view = control.view(caller.principal(), tenant);
        List<Rule> all = rows.all(tenant).stream()
                .filter(rule -> cursor == null || rule.name().compareTo(cursor) > 0)
                .filter(rule -> manages(view, tenant, rule))
                .toList();
        List<Rule> page = all.subList(0, Math.min(limit, all.size()));
        return new Page<>(
                page.stream().map(rule -> reader.view(tenant, rule)).toList(),
                page.size() < all.size() ? page.getLast().name() : null);
    }

    Optional<Rule> find(TenantId tenant, Caller caller, String idOrName) {
        View view = control.view(caller.principal(), tenant);
        return rows.find(tenant, idOrName).filter(rule -> manages(view, tenant, rule));
    }

    Outcome create(TenantId tenant, RuleInput input, Caller caller) {
        feed.catchUp(); // what is decided here is to be as new as what it is kept behind
        return Objects.requireNonNull(transactions.execute(_ -> {
            rows.lock(tenant);
            View view = control.view(caller.principal(), tenant);
            Instant now = now();
            Rule rule = reader.read(tenant, input, view, UUID.randomUUID(), now, now, 1);
            if (rows.all(tenant).size() >= MAXIMUM) {
                throw new InvalidFieldException("name", "a tenant has at most %d rules".formatted(MAXIMUM));
            }
            if (!manages(view, tenant, rule)) {
                return refused(tenant, caller, "access-rule.create", rule);
            }
            if (!rows.insert(tenant, rule)) {
                return new Outcome.NameTaken();
            }
            return done(tenant, caller, "access-rule.create", rule);
        }));
    }

    /// @param ifMatch the header; empty for any version
    Outcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> ifMatch,
            UnaryOperator<RuleInput> change,
            Caller caller) {
        feed.catchUp();
        return Objects.requireNonNull(transactions.execute(_ -> {
            rows.lock(tenant);
            View view = control.view(caller.principal(), tenant);
            Optional<Rule> found = rows.find(tenant, idOrName).filter(rule -> manages(view, tenant, rule));
            if (found.isEmpty()) {
                return new Outcome.Missing();
            }
            Rule old = found.get();
            if (ifMatch.isPresent() && !EntityTags.isAmong(entityTag(old), ifMatch.get())) {
                return new Outcome.Stale();
            }
            RuleInput input = change.apply(reader.input(tenant, old));
            Rule rule = reader.read(tenant, input, view, old.id(), old.createdAt(), now(), old.version() + 1);
            if (!manages(view, tenant, rule)) {
                return refused(tenant, caller, "access-rule.update", rule);
            }
            if (rows.find(tenant, rule.name())
                    .filter(other -> !other.id().equals(rule.id()))
                    .isPresent()) {
                return new Outcome.NameTaken();
            }
            rows.update(tenant, rule);
            return done(tenant, caller, "access-rule.update", rule);
        }));
    }

    Outcome delete(TenantId tenant, String idOrName, Caller caller) {
        feed.catchUp();
        return Objects.requireNonNull(transactions.execute(_ -> {
            rows.lock(tenant);
            View view = control.view(caller.principal(), tenant);
            Optional<Rule> found = rows.find(tenant, idOrName).filter(rule -> manages(view, tenant, rule));
            if (found.isEmpty()) {
                return new Outcome.Missing();
            }
            rows.delete(tenant, found.get().id());
            return done(tenant, caller, "access-rule.delete", found.get());
        }));
    }

    static String entityTag(Rule rule) {
        return "\"%d\"".formatted(rule.version());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private boolean manages(View view, TenantId tenant, Rule rule) {
        if (view.isEverything()) {
            return true;
        }
        CompiledRule compiled = reader.compile(tenant, rule);
        return control.holds(view, compiled, Right.MANAGE) && control.holds(view, compiled);
    }

    private Outcome done(TenantId tenant, Caller caller, String action, Rule rule) {
        feed.append(tenant, AccessControl.KIND, AccessControl.KIND);
        audit.recordChange(event(tenant, caller, action, rule, AuditEvent.Outcome.SUCCESS, summary(tenant, rule)));
        return new Outcome.Done(rule);
    }

    private Outcome refused(TenantId tenant, Caller caller, String action, Rule rule) {
        audit.record(event(
                tenant,
                caller,
                action,
                rule,
                AuditEvent.Outcome.REFUSED,
                "gives what the caller does not have: " + summary(tenant, rule)));
        return new Outcome.Refused();
    }

    private String summary(TenantId tenant, Rule rule) {
        RuleInput input = reader.input(tenant, rule);
        String text = "%s%s %s on %s to %s"
                .formatted(
                        rule.enabled() ? "" : "disabled: ",
                        input.effect(),
                        String.join(",", Objects.requireNonNull(input.rights())),
                        Objects.requireNonNull(input.target()).base(),
                        String.join(" ", Objects.requireNonNull(input.subjects())));
        return text.length() <= 500 ? text : text.substring(0, 500);
    }

    private static AuditEvent event(
            TenantId tenant, Caller caller, String action, Rule rule, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(tenant, caller.actor(), action, rule.name(), outcome, reason, caller.origin());
    }
}
