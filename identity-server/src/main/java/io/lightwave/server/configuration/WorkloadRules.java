package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.ApiCalls.RefusedCallException;
import io.lightwave.server.configuration.Inventory.Stored;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of a workload, which the API has as objects of their own and a file as a list: one that is other is
/// another.
final class WorkloadRules {
    static final String FIELD = "rules";

    private WorkloadRules() {}

    /// As a file has them.
    static ObjectNode withoutIds(ObjectNode workload) {
        if (!(workload.path(FIELD) instanceof ArrayNode rules)) {
            return workload;
        }
        ObjectNode bare = workload.deepCopy();
        ArrayNode bareRules = bare.putArray(FIELD);
        rules.forEach(rule -> bareRules.add(withoutId(rule)));
        return bare;
    }

    private static ObjectNode withoutId(JsonNode rule) {
        ObjectNode bare = Execution.withoutNulls((ObjectNode) rule);
        bare.remove("id");
        return bare;
    }

    /// Takes away and adds what makes the difference.
    static void change(ApiCalls calls, TenantId tenant, Stored workload, JsonNode wanted) {
        List<JsonNode> missing = new ArrayList<>(wanted.valueStream().toList());
        for (JsonNode rule : workload.view().path(FIELD)) {
            if (!missing.remove(withoutId(rule))) {
                String path = workload.path() + "/rules/" + rule.path("id").asString("");
                calls.in(tenant, "DELETE", path, null);
            }
        }
        for (JsonNode rule : missing) {
            try {
                calls.in(tenant, "POST", workload.path() + "/rules", (ObjectNode) rule);
            } catch (RefusedCallException e) {
                int index = wanted.valueStream().toList().indexOf(rule);
                String at = FIELD + "[" + index + "]";
                String field = e.refusal().field().isEmpty()
                        ? at
                        : at + "." + e.refusal().field();
                throw new RefusedCallException(new ApiCalls.Refusal(
                        e.refusal().status(), field, e.refusal().detail()));
            }
        }
    }
}
