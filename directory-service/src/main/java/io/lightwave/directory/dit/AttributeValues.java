package io.lightwave.directory.dit;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.schema.AttributeType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// An attribute of an entry: its type and one or more values. The arrays are shared and never written.
public final class AttributeValues {
    private final AttributeType type;
    private final byte[][] values;

    /// Several values, which nobody writes afterwards.
    public AttributeValues(AttributeType type, List<byte[]> values) {
        this.type = type;
        this.values = values.toArray(byte[][]::new);
    }

    /// A single text.
    public static AttributeValues of(AttributeType type, String value) {
        return new AttributeValues(type, List.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    public AttributeType type() {
        return type;
    }

    public List<byte[]> values() {
        return Arrays.asList(values);
    }

    List<String> texts() {
        return Arrays.stream(values)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    boolean isSameAs(AttributeValues other) {
        return type.equals(other.type) && Arrays.deepEquals(values, other.values);
    }

    int hash() {
        return 31 * type.hashCode() + Arrays.deepHashCode(values);
    }

    /// About how many bytes of heap it takes.
    int bytes() {
        int bytes = 40;
        for (byte[] value : values) {
            bytes += 20 + value.length;
        }
        return bytes;
    }

    /// In the form that the LDAP codec writes.
    public Attribute attribute() {
        var octets = new ASN1OctetString[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = new ASN1OctetString(values[i]);
        }
        return new Attribute(type.description(), octets);
    }
}
