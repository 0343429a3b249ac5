package io.lightwave.directory.dit;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Attributes as the database keeps them: `{"mail":["a@example"],"jpegphoto":["/9j/…"]}`.
final class AttributeJson {
    private final ObjectMapper mapper;
    private final DirectorySchema schema;

    AttributeJson(ObjectMapper mapper, DirectorySchema schema) {
        this.mapper = mapper;
        this.schema = schema;
    }

    String write(Map<AttributeType, List<byte[]>> attributes) {
        ObjectNode json = mapper.createObjectNode();
        attributes.forEach((type, values) -> {
            var array = json.putArray(type.key());
            for (byte[] value : values) {
                array.add(
                        type.isBinary()
                                ? Base64.getEncoder().encodeToString(value)
                                : new String(value, StandardCharsets.UTF_8));
            }
        });
        return mapper.writeValueAsString(json);
    }

    /// What the tenant's schema does not know any more is left out.
    Map<AttributeType, List<byte[]>> read(TenantId tenant, String json) {
        DirectorySchema known = schema.of(tenant);
        var attributes = new LinkedHashMap<AttributeType, List<byte[]>>();
        for (Map.Entry<String, JsonNode> property : mapper.readTree(json).properties()) {
            Optional<AttributeType> found = known.described(property.getKey());
            if (found.isEmpty()) {
                continue;
            }
            AttributeType type = found.get();
            var values = new ArrayList<byte[]>(property.getValue().size());
            for (JsonNode value : property.getValue()) {
                values.add(
                        type.isBinary()
                                ? Base64.getDecoder().decode(value.stringValue())
                                : value.stringValue().getBytes(StandardCharsets.UTF_8));
            }
            attributes.put(type, values);
        }
        return attributes;
    }
}
