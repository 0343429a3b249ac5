package io.lightwave.server.configuration;

import io.lightwave.server.configuration.ApiCalls.Refusal;
import io.lightwave.server.configuration.ApiCalls.RefusedCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Definitions of a tenant's own schema (RFC 4512 §4.1): as files have them, each by its OID, and as the API has them,
/// all of both kinds together. They are changed in one request, since none may be missing that another needs.
final class Definitions {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String OID = "oid";
    private static final String DEFINITION = "definition";
    private static final Pattern FIRST = Pattern.compile("[(]?\\s*([^\\s()']+).*", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|[()$]|[^\\s()$]+");

    /// @param step the one that is to blame
    record Refused(Step step, Refusal refusal) {}

    /// Some steps were refused, so that none has been taken.
    static final class RefusedDefinitionsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient List<Refused> all;

        RefusedDefinitionsException(List<Refused> all) {
            super("definitions of the schema were refused", null, false, false);
            this.all = List.copyOf(all);
        }

        List<Refused> all() {
            return all;
        }

        int status() {
            return all.getFirst().refusal().status();
        }
    }

    private Definitions() {}

    /// @throws RefusedDefinitionsException when some are refused
    static void requireNone(List<Refused> refused) {
        if (!refused.isEmpty()) {
            throw new RefusedDefinitionsException(refused);
        }
    }

    /// A page of those that are the tenant's own.
    ///
    /// @param schema as the API shows it
    /// @param kind `attributeTypes` or `objectClasses`
    static ObjectNode own(JsonNode schema, String kind) {
        ObjectNode page = JSON.objectNode();
        ArrayNode items = page.putArray("items");
        schema.path(kind)
                .valueStream()
                .filter(one -> one.path("own").asBoolean(false))
                .forEach(one -> {
                    String oid = one.path(OID).asString("");
                    String text = spaced(one.path(DEFINITION).asString(""));
                    items.addObject().put("id", oid).put(OID, oid).put(DEFINITION, text);
                });
        return page;
    }

    /// Without what makes no difference to the definition.
    static ObjectNode comparable(ObjectNode fields) {
        ObjectNode copy = fields.deepCopy();
        if (fields.path(DEFINITION).isString()) {
            copy.put(DEFINITION, spaced(fields.path(DEFINITION).stringValue()));
        }
        return copy;
    }

    /// One space wherever there may be any outside of quoted texts (RFC 4512 §4.1, `SP` and `WSP`).
    private static String spaced(String definition) {
        return TOKEN.matcher(definition).results().map(MatchResult::group).collect(Collectors.joining(" "));
    }

    private static String oid(String definition) {
        Matcher matcher = FIRST.matcher(definition.strip());
        return matcher.matches() ? matcher.group(1) : "";
    }

    /// What is wrong with the steps themselves.
    static List<Refused> malformed(List<Step> steps) {
        var refused = new ArrayList<Refused>();
        for (Step step : steps) {
            String definition = definition(step);
            if (step instanceof Step.Delete) {
                continue;
            }
            if (definition.isEmpty()) {
                refused.add(new Refused(step, new Refusal(400, "", "definition is missing")));
            } else if (!oid(definition).equals(step.name())) {
                refused.add(new Refused(step, new Refusal(400, DEFINITION, "does not begin with ( and the oid")));
            }
        }
        return refused;
    }

    private static String definition(Step step) {
        return switch (step) {
            case Step.Create create -> create.wanted().fields().path(DEFINITION).asString("");
            case Step.Alter alter -> alter.patch().path(DEFINITION).asString("");
            case Step.Delete _ -> "";
        };
    }

    /// The request that does all of it: what is changed goes, and comes back as it is to be.
    static ObjectNode change(List<Step> steps) {
        ObjectNode change = JSON.objectNode();
        for (Step step : steps) {
            String list = step.kind().yamlName();
            if (!(step instanceof Step.Create)) {
                change.withObjectProperty("remove").withArrayProperty(list).add(step.name());
            }
            if (!(step instanceof Step.Delete)) {
                change.withObjectProperty("add").withArrayProperty(list).add(definition(step));
            }
        }
        return change;
    }

    /// @param refusals what a dry run of [#change] said
    static List<Refused> refused(List<Step> steps, JsonNode refusals) {
        return refusals.valueStream()
                .map(one -> new Refused(toBlame(steps, one), new Refusal(409, "", detail(one))))
                .toList();
    }

    /// Of all together when it cannot be told: also one that the files do not name may need what they take away.
    private static Step toBlame(List<Step> steps, JsonNode refusal) {
        String kind = refusal.path("kind").asString("");
        String oid = oid(refusal.path(DEFINITION).asString(""));
        return steps.stream()
                .filter(step ->
                        step.kind().yamlName().equals(kind) && step.name().equals(oid))
                .findFirst()
                .orElse(steps.getFirst());
    }

    private static String detail(JsonNode refusal) {
        String detail = refusal.path("detail").asString("is refused");
        long count = refusal.path("entryCount").asLong(0);
        return count == 0
                ? detail
                : "%s: %d, for instance %s"
                        .formatted(detail, count, refusal.at("/entries/0").asString(""));
    }

    /// @param refusal of all together
    static List<Refused> refused(List<Step> steps, RefusedCallException refusal) {
        return List.of(new Refused(
                steps.getFirst(),
                new Refusal(refusal.refusal().status(), "", refusal.refusal().detail())));
    }
}
