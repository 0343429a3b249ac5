package io.lightwave.server.configuration;

import io.lightwave.directory.Administrators;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.LastAdministratorException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.configuration.ApiCalls.RefusedCallException;
import io.lightwave.server.configuration.Definitions.RefusedDefinitionsException;
import io.lightwave.server.configuration.Execution.Generated;
import io.lightwave.server.configuration.Planning.Prune;
import io.lightwave.server.configuration.TenantFiles.Wanted;
import io.lightwave.server.database.ConnectionShare;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Brings tenants to what files say of them: each in one transaction, or not at all. A plan does the same and rolls
/// it back, so it finds what applying would.
final class Reconciliation {
    private static final int MOST_FAULTS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /// @param needs references whose values are missing; when there are any, nothing else is said
    /// @param digest stands for the changes: the same ones have the same
    record Outcome(Set<String> needs, String digest, List<Change.OfTenant> tenants, List<Generated> generated) {}

    /// What to do with the files.
    ///
    /// @param secrets values of references
    /// @param digest of the plan that was looked at; null when none was
    record Order(
            List<Document> documents,
            Map<String, String> secrets,
            Prune prune,
            @Nullable String digest) {}

    private final ConfigurationSchema schema;
    private final Inventory inventory;
    private final Secrets secrets;
    private final AppliedObjects applied;
    private final Planning planning;
    private final Tenants tenants;
    private final Administrators administrators;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final ConnectionShare share;
    private final ObjectMapper mapper;

    Reconciliation(
            ConfigurationSchema schema,
            Inventory inventory,
            Secrets secrets,
            AppliedObjects applied,
            Planning planning,
            Tenants tenants,
            Administrators administrators,
            Audit audit,
            TransactionTemplate transactions,
            ConnectionShare share,
            ObjectMapper mapper) {
        this.schema = schema;
        this.inventory = inventory;
        this.secrets = secrets;
        this.applied = applied;
        this.planning = planning;
        this.tenants = tenants;
        this.administrators = administrators;
        this.audit = audit;
        this.transactions = transactions;
        this.share = share;
        this.mapper = mapper;
    }

    /// What applying would change.
    Outcome plan(ApiCalls calls, Order order) {
        List<TenantFiles> files = read(calls, order);
        Set<String> needs = missing(files, order);
        if (!needs.isEmpty()) {
            return new Outcome(needs, "", List.of(), List.of());
        }
        List<Change.OfTenant> changes =
                files.stream().map(one -> planned(calls, one, order)).toList();
        return new Outcome(Set.of(), digest(changes), changes, List.of());
    }

    /// Changes what is different.
    ///
    /// @throws RefusedException when something is refused: then nothing of that tenant has been changed
    Outcome apply(ApiCalls calls, Order order) {
        List<TenantFiles> all = read(calls, order);
        Set<String> needs = missing(all, order);
        if (!needs.isEmpty()) {
            return new Outcome(needs, "", List.of(), List.of());
        }
        if (all.size() == 1 && !isMissing(all.getFirst().tenant())) {
            var made = new ArrayList<Generated>();
            List<Change.OfTenant> changes = List.of(applied(calls, all.getFirst(), order, Optional.empty(), made));
            return new Outcome(Set.of(), digest(changes), changes, made);
        }
        List<Change.OfTenant> plans =
                all.stream().map(files -> planned(calls, files, order)).toList();
        requirePlanned(order, plans);
        var changes = new ArrayList<Change.OfTenant>();
        var generated = new ArrayList<Generated>();
        for (TenantFiles files : all) {
            try {
                changes.add(applied(calls, files, order, Optional.of(plans.get(changes.size())), generated));
            } catch (RefusedException e) {
                throw new RefusedException(e.status(), applied(changes) + e.getMessage(), e.faults());
            }
        }
        return new Outcome(Set.of(), digest(changes), changes, generated);
    }

    private void requirePlanned(Order order, List<Change.OfTenant> changes) {
        if (order.digest() != null && !order.digest().equals(digest(changes))) {
            throw new RefusedException(412, "the changes are no longer those of the plan; plan again", List.of());
        }
    }

    private static String applied(List<Change.OfTenant> done) {
        return done.isEmpty()
                ? ""
                : "applied: %s; then "
                        .formatted(String.join(
                                ", ", done.stream().map(Change.OfTenant::tenant).toList()));
    }

    private List<TenantFiles> read(ApiCalls calls, Order order) {
        var faults = new ArrayList<Fault>();
        order.documents().forEach(document -> faults.addAll(schema.check(document)));
        if (!faults.isEmpty()) {
            throw RefusedException.of(faults.stream().limit(MOST_FAULTS).toList());
        }
        List<TenantFiles> files = TenantFiles.of(order.documents());
        for (TenantFiles one : files) {
            if (isMissing(one.tenant()) ? !calls.mayMakeTenants() : !calls.mayIn(one.tenant(), "GET", "")) {
                throw new RefusedException(
                        403,
                        "the caller may not see tenant %s, or make it".formatted(one.tenant()),
                        List.of(one.fault("there is no such tenant for the caller")));
            }
        }
        return files;
    }

    private Set<String> missing(List<TenantFiles> files, Order order) {
        return secrets.missing(
                files.stream().flatMap(one -> one.objects().stream()).toList(), order.secrets());
    }

    private boolean isMissing(TenantId tenant) {
        return tenants.find(tenant).filter(Tenant::ready).isEmpty();
    }

    private Change.OfTenant planned(ApiCalls calls, TenantFiles files, Order order) {
        if (isMissing(files.tenant())) {
            return Change.OfTenant.of(files.tenant(), true, foreseen(planning.anew(files, order.secrets())));
        }
        List<Change> changes = inTransaction(calls, files, status -> {
            status.setRollbackOnly();
            List<Step> steps = planning.of(calls, files, order.secrets(), order.prune());
            if (!steps.stream().allMatch(step -> mayTake(calls, files.tenant(), step))) {
                return foreseen(steps);
            }
            return take(execution(calls, files), steps);
        });
        return Change.OfTenant.of(files.tenant(), false, changes);
    }

    private static boolean mayTake(ApiCalls calls, TenantId tenant, Step step) {
        String method = switch (step) {
            case Step.Create _ -> "POST";
            case Step.Alter _ -> "PATCH";
            case Step.Delete _ -> "DELETE";
        };
        return calls.mayIn(tenant, method, step.kind().object());
    }

    /// @param planned just now, of several tenants or for one that is missing. Empty for a tenant that is there and
    ///     stands alone: then the steps are taken once, and once more without those that turn out to change nothing
    private Change.OfTenant applied(
            ApiCalls calls,
            TenantFiles files,
            Order order,
            Optional<Change.OfTenant> planned,
            List<Generated> generated) {
        TenantId tenant = files.tenant();
        boolean missing = isMissing(tenant);
        if (missing) {
            make(calls, files, generated);
        }
        try {
            Optional<List<Change>> wanted =
                    (missing ? Optional.of(planned(calls, files, order)) : planned).map(Change.OfTenant::changes);
            Attempt attempt = attempt(calls, files, order, wanted, missing);
            if (!attempt.stands()) {
                attempt = attempt(calls, files, order, Optional.of(attempt.changes()), missing);
            }
            generated.addAll(attempt.generated());
            return Change.OfTenant.of(tenant, missing, attempt.changes());
        } catch (RefusedException e) {
            throw missing ? afterMaking(tenant, e) : e;
        }
    }

    private static RefusedException afterMaking(TenantId tenant, RefusedException refused) {
        String message =
                "tenant %s was made, whose administrator needs another password since the first was shown to nobody; then %s"
                        .formatted(tenant, refused.getMessage());
        return new RefusedException(refused.status(), message, refused.faults());
    }

    /// @param stands false when it was undone, because some of the steps changed nothing but a version
    private record Attempt(List<Change> changes, List<Generated> generated, boolean stands) {}

    /// Takes the steps in a transaction of their own.
    ///
    /// @param wanted what alone may come out; empty when that is not known
    private Attempt attempt(
            ApiCalls calls, TenantFiles files, Order order, Optional<List<Change>> wanted, boolean missing) {
        TenantId tenant = files.tenant();
        Execution execution = execution(calls, files);
        return inTransaction(calls, files, status -> {
            applied.alone(tenant);
            List<Step> steps = planning.of(calls, files, order.secrets(), order.prune()).stream()
                    .filter(step -> wanted.isEmpty() || isAmong(wanted.get(), step))
                    .toList();
            List<Change> taken = take(execution, steps);
            if (wanted.filter(before -> !before.equals(taken)).isPresent()) { // the transaction ends without effect
                throw new RefusedException(
                        412, "tenant %s was changed in the meantime; plan again".formatted(tenant), List.of());
            }
            if (wanted.isEmpty()) {
                requirePlanned(order, List.of(Change.OfTenant.of(tenant, false, taken)));
                if (taken.size() < steps.size()) {
                    status.setRollbackOnly();
                    return new Attempt(taken, List.of(), taken.isEmpty());
                }
            }
            if (!taken.isEmpty() || missing) {
                record(calls, tenant, taken);
            }
            return new Attempt(taken, execution.generated(), true);
        });
    }

    /// Some at a time: each holds a connection until it ends, be it while it waits for others of the same tenant.
    ///
    /// @throws RefusedException when it has not been its turn in time, so that what came before it is told of
    private <T> T inTransaction(ApiCalls calls, TenantFiles files, TransactionCallback<T> work) {
        try {
            return share.within("files of " + files.tenant(), () -> transactions.execute(work));
        } catch (RejectedExecutionException | PessimisticLockingFailureException e) {
            LOG.warn("{} {}", calls.caller().origin().requestId(), e.toString());
            throw new RefusedException(503, "busy, try again", List.of());
        }
    }

    private static boolean isAmong(List<Change> wanted, Step step) {
        return wanted.stream()
                .anyMatch(change -> change.kind().equals(step.kind().yamlName())
                        && change.name().equals(step.name()));
    }

    private static void make(ApiCalls calls, TenantFiles files, List<Generated> generated) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", files.tenant().value());
        try {
            JsonNode made = calls.makeTenant(body);
            generated.add(new Generated(
                    files.tenant().value(),
                    "users",
                    made.at("/administrator/userName").asString(""),
                    "password",
                    made.at("/administrator/password").asString("")));
        } catch (RefusedCallException e) {
            throw new RefusedException(
                    e.refusal().status(),
                    "the tenant cannot be made",
                    List.of(files.fault(e.refusal().detail())));
        }
    }

    private Execution execution(ApiCalls calls, TenantFiles files) {
        return new Execution(calls, files.tenant(), schema, inventory, secrets, applied);
    }

    /// Takes the steps; that somebody administers the tenant is asked when all have been taken.
    private List<Change> take(Execution execution, List<Step> steps) {
        try {
            return administrators.together(() -> taken(execution, steps));
        } catch (LastAdministratorException e) {
            throw new RefusedException(
                    409, "tenant %s would have no administrator; nothing was changed".formatted(e.tenant()), List.of());
        }
    }

    /// All that is refused is told of at once, as far as it can be found out.
    private static List<Change> taken(Execution execution, List<Step> steps) {
        var changes = new ArrayList<Change>();
        var faults = new ArrayList<Fault>();
        int status = 400;
        List<Step> ofSchema =
                steps.stream().filter(step -> step.kind().isOfSchema()).toList();
        for (Step step : steps) {
            if (step.kind().isOfSchema() && !step.equals(ofSchema.getFirst())) {
                continue; // taken with the first
            }
            try {
                if (step.kind().isOfSchema()) {
                    changes.addAll(execution.takeAll(ofSchema));
                } else {
                    execution.take(step).ifPresent(changes::add);
                }
            } catch (RefusedDefinitionsException e) {
                status = e.status();
                e.all().forEach(one -> faults.add(fault(one.step(), one.refusal())));
                break; // what comes after may need them
            } catch (RefusedCallException e) {
                status = e.refusal().status();
                faults.add(fault(step, e.refusal()));
                if (status != 400 || faults.size() == MOST_FAULTS) {
                    break;
                }
            } catch (RuntimeException e) {
                if (faults.isEmpty()) {
                    throw e;
                }
                break; // what was refused before may have left this undone
            }
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(status, "the files are not acceptable; nothing was changed", faults);
        }
        return changes;
    }

    private static Fault fault(Step step, ApiCalls.Refusal refusal) {
        return switch (step) {
            case Step.Create(Wanted wanted, var _) -> wanted.fault(refusal.field(), refusal.detail());
            case Step.Alter(Wanted wanted, var _, var _, var _) -> wanted.fault(refusal.field(), refusal.detail());
            case Step.Delete delete ->
                new Fault(
                        "",
                        1,
                        "",
                        "%s %s cannot be deleted: %s".formatted(delete.kind().word(), delete.name(), refusal.detail()));
        };
    }

    /// By what the files say alone, where it cannot be tried.
    private List<Change> foreseen(List<Step> steps) {
        return steps.stream().map(this::foreseen).toList();
    }

    private Change foreseen(Step step) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return switch (step) {
            case Step.Create create -> {
                ObjectNode fields = Execution.withoutNulls(create.wanted().fields());
                fields.remove(create.kind().key());
                create.unshown().keySet().forEach(path -> fields.remove(path));
                var changed = new ArrayList<>(Differences.fields(nothing, fields));
                changed.addAll(Execution.secretFields(create.unshown()));
                yield Execution.change(create.wanted(), Change.Action.create, changed);
            }
            case Step.Alter alter -> {
                ObjectNode after = MergePatch.apply(mapper, alter.stored().shown(), alter.patch(), ObjectNode.class);
                var changed = new ArrayList<>(Differences.fields(alter.stored().shown(), after));
                changed.addAll(Execution.secretFields(alter.unshown()));
                yield Execution.change(alter.wanted(), Change.Action.change, changed);
            }
            case Step.Delete delete ->
                new Change(delete.kind().yamlName(), delete.name(), Change.Action.delete, List.of(), null, null);
        };
    }

    private void record(ApiCalls calls, TenantId tenant, List<Change> changes) {
        Map<Change.Action, Integer> counts = new LinkedHashMap<>();
        changes.forEach(change -> counts.merge(change.action(), 1, Integer::sum));
        String reason = "created %d, changed %d, deleted %d"
                .formatted(
                        counts.getOrDefault(Change.Action.create, 0),
                        counts.getOrDefault(Change.Action.change, 0),
                        counts.getOrDefault(Change.Action.delete, 0));
        audit.recordChange(new AuditEvent(
                tenant,
                calls.caller().actor(),
                "configuration.apply",
                tenant.value(),
                AuditEvent.Outcome.SUCCESS,
                reason,
                calls.caller().origin()));
    }

    private String digest(List<Change.OfTenant> changes) {
        try {
            byte[] text = mapper.writeValueAsString(changes).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
