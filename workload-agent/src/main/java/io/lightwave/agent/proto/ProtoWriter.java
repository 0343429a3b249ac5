package io.lightwave.agent.proto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Writes a message of Protocol Buffers (proto3): text, octets and messages, which is all that the Workload API has.
/// An empty text is left out, as is the default there.
public final class ProtoWriter {
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ProtoWriter text(int field, String value) {
        return value.isEmpty() ? this : octets(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtoWriter octets(int field, byte[] value) {
        varint((long) field << 3 | DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    public ProtoWriter message(int field, ProtoWriter message) {
        return octets(field, message.toByteArray());
    }

    /// An entry of a map.
    public ProtoWriter entry(int field, String key, byte[] value) {
        return message(field, new ProtoWriter().text(1, key).octets(2, value));
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    /// A JSON object as `google.protobuf.Struct`.
    public static ProtoWriter struct(JsonNode object) {
        var struct = new ProtoWriter();
        object.properties()
                .forEach(member -> struct.entry(
                        1, member.getKey(), value(member.getValue()).toByteArray()));
        return struct;
    }

    private static ProtoWriter value(JsonNode json) {
        var value = new ProtoWriter();
        if (json.isNumber()) {
            return value.number(2, json.doubleValue());
        }
        if (json.isString()) {
            return value.octets(3, json.stringValue().getBytes(StandardCharsets.UTF_8));
        }
        if (json.isBoolean()) {
            return value.integer(4, json.booleanValue() ? 1 : 0);
        }
        if (json.isObject()) {
            return value.message(5, struct(json));
        }
        if (json.isArray()) {
            var list = new ProtoWriter();
            json.forEach(element -> list.message(1, value(element)));
            return value.message(6, list);
        }
        return value.integer(1, 0); // null
    }

    public ProtoWriter integer(int field, long number) {
        varint((long) field << 3);
        varint(number);
        return this;
    }

    private ProtoWriter number(int field, double number) {
        varint((long) field << 3 | FIXED64);
        long bits = Double.doubleToRawLongBits(number);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (bits >>> shift));
        }
        return this;
    }

    private void varint(long number) {
        long left = number;
        while ((left & -MORE) != 0) {
            out.write((int) (left & (MORE - 1)) | MORE);
            left >>>= 7;
        }
        out.write((int) left);
    }
}
