package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.Inventory.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a tenant as a file that, applied to it, changes nothing.
final class Export {
    /// People of larger tenants come from elsewhere.
    private static final int MOST_OF_PEOPLE = 1_000;

    private final ConfigurationSchema schema;
    private final Inventory inventory;

    Export(ConfigurationSchema schema, Inventory inventory) {
        this.schema = schema;
        this.inventory = inventory;
    }

    /// What the caller may not read is left out, and said to be.
    String of(ApiCalls calls, TenantId tenant) {
        var yaml = new YamlWriter();
        yaml.comment(
                0, "Lightwave configuration: lightwave plan -f FILE compares it, lightwave apply -f FILE applies it.");
        yaml.members(0, JsonNodeFactory.instance.objectNode().put("tenant", tenant.value()));
        var left = new ArrayList<String>();
        var tooMany = new ArrayList<String>();
        String group = "";
        for (Kind kind : Kind.values()) {
            if (!calls.mayIn(tenant, "GET", kind.object())) {
                left.add(kind.yamlName());
                continue;
            }
            if (kind.isOfPeople()) {
                long all = calls.in(tenant, "GET", "/" + kind.path() + "?count=1", null)
                        .path("totalResults")
                        .asLong(0);
                if (all > MOST_OF_PEOPLE) {
                    tooMany.add("%s are left out: there are %d, and a file is for %d at most"
                            .formatted(kind.yamlName(), all, MOST_OF_PEOPLE));
                    continue;
                }
            }
            Collection<Stored> stored = inventory.of(calls, tenant, kind).values();
            if (kind == Kind.TENANT) {
                yaml.members(0, stored.iterator().next().shown());
            } else if (kind.isSingle()) {
                group = single(yaml, kind, stored.iterator().next(), group);
            } else if (!stored.isEmpty()) {
                list(yaml, kind, stored);
            }
        }
        tooMany.forEach(reason -> yaml.blank().comment(0, reason));
        left.forEach(name -> yaml.blank().comment(0, name + " is left out: you may not read it"));
        return yaml.toString();
    }

    /// @param group the one whose heading was written last
    private String single(YamlWriter yaml, Kind kind, Stored stored, String group) {
        String[] names = kind.yamlName().split("[.]", -1);
        if (stored.shown().isEmpty()) {
            return group;
        }
        if (names.length == 1) {
            yaml.blank().heading(0, names[0]).members(1, stored.shown());
            return group;
        }
        if (!names[0].equals(group)) {
            yaml.blank().heading(0, names[0]);
        }
        yaml.heading(1, names[1]).members(2, stored.shown());
        return names[0];
    }

    private void list(YamlWriter yaml, Kind kind, Collection<Stored> all) {
        yaml.blank().heading(0, kind.yamlName());
        for (Stored stored : all) {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            fields.put(kind.key(), stored.name());
            stored.shown().properties().forEach(field -> fields.set(field.getKey(), field.getValue()));
            yaml.item(0, fields);
            kept(kind, stored)
                    .forEach(field -> yaml.comment(
                            2,
                            "%s: env:%s # kept as it is; needed where this is made anew"
                                    .formatted(field, variable(stored.name(), field))));
        }
    }

    /// The unshown fields that the object seems to have.
    private List<String> kept(Kind kind, Stored stored) {
        return schema.of(kind)
                .path("properties")
                .propertyStream()
                .filter(field -> ConfigurationSchema.isUnshown(field.getValue()))
                .map(java.util.Map.Entry::getKey)
                .filter(field -> has(stored.view(), field))
                .toList();
    }

    private static boolean has(JsonNode view, String field) {
        String flag = "has" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
        return view.path(flag).asBoolean(false);
    }

    private static String variable(String name, String field) {
        String snake = field.replaceAll("([A-Z])", "_$1");
        return (name + "_" + snake).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }
}
