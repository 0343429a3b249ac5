package io.lightwave.server.configuration;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields that the API does not show, and the values that came beside the files for those that are references.
/// What was applied last is known by a keyed digest only.
final class Secrets {
    private final ConfigurationSchema schema;
    private final SealedKeys keys;

    Secrets(ConfigurationSchema schema, SealedKeys keys) {
        this.schema = schema;
        this.keys = keys;
    }

    /// The references that have no value yet, in order.
    Set<String> missing(Iterable<TenantFiles.Wanted> objects, Map<String, String> given) {
        var missing = new TreeSet<String>();
        for (TenantFiles.Wanted object : objects) {
            unshown(object).values().stream()
                    .filter(text -> ConfigurationSchema.REFERENCE.matcher(text).matches())
                    .filter(text -> !given.containsKey(text))
                    .forEach(missing::add);
        }
        return missing;
    }

    /// The fields of an object that are not shown, by path, as the file has them.
    Map<String, String> unshown(TenantFiles.Wanted object) {
        var found = new TreeMap<String, String>();
        collect("", schema.of(object.kind()), object.fields(), found);
        return found;
    }

    private void collect(String path, JsonNode of, ObjectNode fields, Map<String, String> found) {
        JsonNode properties = schema.resolve(of).path("properties");
        fields.properties().forEach(field -> {
            JsonNode its = properties.path(field.getKey());
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (ConfigurationSchema.isUnshown(its) && field.getValue().isString()) {
                found.put(below, field.getValue().stringValue());
            } else if (field.getValue() instanceof ObjectNode object && schema.hasFields(its)) {
                collect(below, its, object, found);
            }
        });
    }

    /// Sets the value at a path such as `tokenReview.credential`.
    static void put(ObjectNode object, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            object.put(path, value);
        } else {
            String name = path.substring(0, dot);
            ObjectNode below = object.get(name) instanceof ObjectNode there ? there : object.putObject(name);
            put(below, path.substring(dot + 1), value);
        }
    }

    /// What is remembered of a value: nobody without the tenant's key can find the value by it.
    String digest(TenantId tenant, TenantFiles.Wanted object, String path, String value) {
        String place = "configuration|%s|%s|%s|".formatted(object.kind().yamlName(), object.name(), path);
        return Base64.getEncoder().encodeToString(keys.derive(tenant, place + value));
    }
}
