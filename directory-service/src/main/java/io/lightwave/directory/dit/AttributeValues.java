package io.lightwave.directory.dit;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.schema.AttributeType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// An attribute of an entry: its type and one or more values. The arrays are shared and never written.
public final class AttributeValues {
    private final AttributeType type;
    private final Object values; // byte[] of a single one, as most attributes have, or byte[][]

    /// Several values, which nobody writes afterwards.
    public AttributeValues(AttributeType type, List<byte[]> values) {
        this.type = type;
        this.values = values.size() == 1 ? values.getFirst() : values.toArray(byte[][]::new);
    }

    /// A single text.
    public static AttributeValues of(AttributeType type, String value) {
        return new AttributeValues(type, List.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    public AttributeType type() {
        return type;
    }

    public List<byte[]> values() {
        return values instanceof byte[] single ? List.of(single) : Arrays.asList((byte[][]) values);
    }

    List<String> texts() {
        return values().stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    boolean isSameAs(AttributeValues other) {
        return type.equals(other.type) && Objects.deepEquals(values, other.values);
    }

    int hash() {
        int hash = type.hashCode();
        for (byte[] value : values()) {
            hash = 31 * hash + Arrays.hashCode(value);
        }
        return hash;
    }

    /// About how many bytes of heap it takes.
    int bytes() {
        int bytes = values instanceof byte[] ? 20 : 40;
        for (byte[] value : values()) {
            bytes += 20 + value.length;
        }
        return bytes;
    }

    /// In the form that the LDAP codec writes.
    public Attribute attribute() {
        return values instanceof byte[] single
                ? new Attribute(type.description(), single)
                : new Attribute(type.description(), (byte[][]) values);
    }
}
