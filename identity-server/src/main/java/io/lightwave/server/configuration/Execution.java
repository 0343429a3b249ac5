package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.ApiCalls.RefusedCallException;
import io.lightwave.server.configuration.Inventory.Stored;
import io.lightwave.server.configuration.TenantFiles.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes steps by requests of the API, within the caller's transaction, and says what each has changed.
final class Execution {
    private static final String SCHEMA_CHANGES = "/schema/changes";

    /// A secret that the server made and shows this once.
    record Generated(String tenant, String kind, String name, String field, String value) {}

    private final ApiCalls calls;
    private final TenantId tenant;
    private final ConfigurationSchema schema;
    private final Inventory inventory;
    private final Secrets secrets;
    private final AppliedObjects applied;
    private final List<Generated> generated = new ArrayList<>();

    Execution(
            ApiCalls calls,
            TenantId tenant,
            ConfigurationSchema schema,
            Inventory inventory,
            Secrets secrets,
            AppliedObjects applied) {
        this.calls = calls;
        this.tenant = tenant;
        this.schema = schema;
        this.inventory = inventory;
        this.secrets = secrets;
        this.applied = applied;
    }

    List<Generated> generated() {
        return List.copyOf(generated);
    }

    /// Empty when the step changes nothing that anybody could see. Not for those that change the schema.
    ///
    /// @throws RefusedCallException when the API refuses it
    Optional<Change> take(Step step) {
        return switch (step) {
            case Step.Create create -> Optional.of(create(create));
            case Step.Alter alter -> alter(alter);
            case Step.Delete delete -> Optional.of(delete(delete));
        };
    }

    /// Takes all steps that change the schema, tried before so that each that would be refused is told of.
    ///
    /// @throws Definitions.RefusedDefinitionsException when some are; then nothing has been done
    List<Change> takeAll(List<Step> ofSchema) {
        Definitions.requireNone(Definitions.malformed(ofSchema));
        ObjectNode change = Definitions.change(ofSchema);
        try {
            JsonNode report =
                    calls.in(tenant, "POST", SCHEMA_CHANGES, change.deepCopy().put("dryRun", true));
            Definitions.requireNone(Definitions.refused(ofSchema, report.path("refusals")));
            calls.in(tenant, "POST", SCHEMA_CHANGES, change);
        } catch (RefusedCallException e) {
            throw new Definitions.RefusedDefinitionsException(Definitions.refused(ofSchema, e));
        }
        return ofSchema.stream().map(this::ofSchema).toList();
    }

    private Change ofSchema(Step step) {
        return switch (step) {
            case Step.Create create -> {
                remember(create.wanted(), create.name(), true, Map.of());
                ObjectNode fields = create.wanted().fields().deepCopy();
                fields.remove(create.kind().key());
                yield change(
                        create.wanted(),
                        Change.Action.create,
                        Differences.fields(JsonNodeFactory.instance.objectNode(), fields));
            }
            case Step.Alter alter ->
                change(
                        alter.wanted(),
                        Change.Action.change,
                        Differences.fields(
                                alter.stored().shown(), alter.wanted().fields()));
            case Step.Delete delete -> deleted(delete.stored());
        };
    }

    private Change create(Step.Create step) {
        Wanted wanted = step.wanted();
        Kind kind = wanted.kind();
        ObjectNode all = withoutNulls(wanted.fields());
        step.unshown().forEach((path, value) -> Secrets.put(all, path, value));
        ObjectNode first = JsonNodeFactory.instance.objectNode();
        ObjectNode then = JsonNodeFactory.instance.objectNode();
        all.properties()
                .forEach(field -> (schema.isForCreation(kind, field.getKey()) ? first : then)
                        .set(field.getKey(), field.getValue()));
        JsonNode view = calls.in(tenant, "POST", "/" + kind.path(), first);
        keepGenerated(kind, wanted.name(), view);
        Stored made = inventory.stored(kind, view);
        List.copyOf(then.propertyNames()).stream()
                .filter(field -> then.path(field).equals(view.path(field)))
                .forEach(then::remove);
        if (!then.isEmpty()) {
            made = inventory.stored(kind, calls.in(tenant, "PATCH", made.path(), then));
        }
        remember(wanted, made.id(), true, step.unshown());
        var fields = new ArrayList<>(Differences.fields(JsonNodeFactory.instance.objectNode(), made.shown()));
        fields.removeIf(
                field -> field.field().equals(kind.key()) || !wanted.fields().has(top(field.field())));
        fields.addAll(secretFields(step.unshown()));
        return change(wanted, Change.Action.create, fields);
    }

    private static String top(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private Optional<Change> alter(Step.Alter step) {
        Wanted wanted = step.wanted();
        Stored after = inventory.stored(wanted.kind(), changed(step));
        var fields = new ArrayList<>(Differences.fields(step.stored().shown(), after.shown()));
        fields.addAll(secretFields(step.unshown()));
        if (!step.unshown().isEmpty()) {
            remember(wanted, after.id(), false, step.unshown());
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(change(wanted, Change.Action.change, fields));
    }

    /// What the API shows of the object afterwards.
    private JsonNode changed(Step.Alter step) {
        Kind kind = step.kind();
        String path = step.stored().path();
        ObjectNode patch = step.patch().deepCopy();
        step.unshown().forEach((field, value) -> Secrets.put(patch, field, value));
        JsonNode rules = kind == Kind.WORKLOAD ? patch.path(WorkloadRules.FIELD) : patch.missingNode();
        if (!rules.isMissingNode()) {
            patch.remove(WorkloadRules.FIELD);
            WorkloadRules.change(calls, tenant, step.stored(), rules);
        }
        patch.propertyNames().stream()
                .filter(field -> !schema.isForChange(kind, field))
                .findFirst()
                .ifPresent(field -> {
                    throw new RefusedCallException(new ApiCalls.Refusal(
                            400,
                            field,
                            "cannot be changed once it is made: delete the old one, or give this another name"));
                });
        if (patch.isEmpty()) {
            return calls.in(tenant, "GET", path, null);
        }
        JsonNode view = calls.in(tenant, "PATCH", path, patch);
        keepGenerated(kind, step.name(), view);
        return view;
    }

    private Change delete(Step.Delete step) {
        Stored stored = step.stored();
        if (stored.id().equals(calls.caller().principal().id().toString())) {
            throw new RefusedCallException(new ApiCalls.Refusal(409, "", "it is who applies this"));
        }
        calls.in(tenant, "DELETE", stored.path(), null);
        return deleted(stored);
    }

    private Change deleted(Stored stored) {
        applied.forget(tenant, stored.kind().yamlName(), stored.name());
        return new Change(stored.kind().yamlName(), stored.name(), Change.Action.delete, List.of(), null, null);
    }

    private void remember(Wanted wanted, String id, boolean made, Map<String, String> unshown) {
        var digests = new HashMap<>(unshown);
        digests.replaceAll((path, value) -> secrets.digest(tenant, wanted, path, value));
        applied.remember(tenant, wanted.kind().yamlName(), wanted.name(), id, made, digests);
    }

    private void keepGenerated(Kind kind, String name, JsonNode view) {
        String secret = view.path("clientSecret").asString("");
        if (!secret.isEmpty()) {
            generated.add(new Generated(tenant.value(), kind.yamlName(), name, "clientSecret", secret));
        }
    }

    static Change change(Wanted wanted, Change.Action action, List<Change.Field> fields) {
        return new Change(
                wanted.kind().yamlName(),
                wanted.name(),
                action,
                fields,
                wanted.file().file(),
                wanted.line());
    }

    static List<Change.Field> secretFields(Map<String, String> unshown) {
        return unshown.keySet().stream()
                .sorted()
                .map(path -> new Change.Field(path, null, null, true))
                .toList();
    }

    /// Of a new object there is nothing to take away.
    static ObjectNode withoutNulls(ObjectNode fields) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        fields.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                kept.set(
                        field.getKey(),
                        field.getValue() instanceof ObjectNode object
                                ? withoutNulls(object)
                                : field.getValue().deepCopy());
            }
        });
        return kept;
    }
}
