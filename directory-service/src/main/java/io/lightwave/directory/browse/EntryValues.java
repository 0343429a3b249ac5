package io.lightwave.directory.browse;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// Values of attributes in JSON: text as it is, bytes in base64 (RFC 4648 §4).
final class EntryValues {
    private EntryValues() {}

    /// Passwords are octets to the schema, and text to whoever types them (RFC 4513 §5.1.3).
    static boolean areBytes(AttributeType type) {
        return type.isBinary() && !type.key().equals("userpassword");
    }

    static List<String> shown(DirectorySchema schema, Attribute attribute) {
        boolean binary = schema.described(attribute.getName())
                .filter(EntryValues::areBytes)
                .isPresent();
        return Arrays.stream(attribute.getValueByteArrays())
                .map(value ->
                        binary ? Base64.getEncoder().encodeToString(value) : new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    /// @throws InvalidFieldException when the schema does not know the attribute, or a value is not written as it has
    /// to be; whether it is of the attribute's syntax is decided by the change
    static byte[][] read(DirectorySchema schema, String name, List<String> values) {
        String field = "attributes." + name;
        AttributeType type = schema.described(name)
                .orElseThrow(() -> new InvalidFieldException(field, "the schema has no such attribute"));
        if (values.stream().anyMatch(Objects::isNull)) {
            throw new InvalidFieldException(field, "is a list of texts");
        }
        try {
            return values.stream()
                    .map(value ->
                            areBytes(type) ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, "values are bytes, in base64");
        }
    }
}
