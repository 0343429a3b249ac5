package io.lightwave.server.configuration;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Organizational units as files have them, by their names below the tenant's suffix, and as the API has
/// them: as entries.
final class UnitForm {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("ou=.+,ou=(people|groups)");

    private final String suffix;

    UnitForm(TenantId tenant) {
        this.suffix = "," + DistinguishedName.suffixOf(tenant);
    }

    /// As files have it and with its `id`; empty for what is no unit of people or of groups.
    Optional<ObjectNode> shown(JsonNode entry) {
        String dn = entry.path("dn").asString("");
        String name = dn.endsWith(suffix) ? dn.substring(0, dn.length() - suffix.length()) : "";
        return isName(name)
                ? Optional.of(JSON.objectNode()
                        .put("id", entry.path("id").asString(""))
                        .put("name", name))
                : Optional.empty();
    }

    /// The entry to make.
    ///
    /// @throws ApiCalls.RefusedCallException when the name is none of a unit of people or of groups
    ObjectNode entry(ObjectNode form) {
        String name = form.path("name").asString("");
        if (!isName(name)) {
            throw new ApiCalls.RefusedCallException(new ApiCalls.Refusal(
                    400, "name", "is no unit below ou=people or ou=groups, as ou=field,ou=sales,ou=people is one"));
        }
        ObjectNode entry = JSON.objectNode().put("dn", name + suffix);
        entry.putObject("attributes").putArray("objectClass").add("organizationalUnit");
        return entry;
    }

    /// Whether a unit of people or of groups may be called so, written as the directory writes it.
    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && depth(name) > 0;
    }

    /// How many units a name goes through; 0 when it is none of a unit.
    static int depth(String name) {
        try {
            DistinguishedName parsed = DistinguishedName.parse(name);
            return parsed.toString().equals(name)
                            && parsed.rdns().stream().allMatch(rdn -> rdn.type().equals("ou"))
                    ? parsed.rdns().size()
                    : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
