package io.lightwave.agent.proto;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The texts, messages and numbers in a message of Protocol Buffers (proto3); fields of other kinds are passed over.
///
/// @param numbers the last value of each field that is a variable-length number, by its own
public record ProtoReader(List<Field> fields, Map<Integer, Long> numbers) {
    private static final int LONGEST_VARINT = 10;

    public ProtoReader {
        fields = List.copyOf(fields);
        numbers = Map.copyOf(numbers);
    }

    /// A text or a message.
    public record Field(int number, ByteBuffer octets) {
        String text() {
            return ProtoReader.text(octets);
        }
    }

    /// Of a message that has nothing but texts.
    ///
    /// @throws IllegalArgumentException when it is none
    public static ProtoReader of(byte[] message) {
        var read = ofAny(message);
        read.fields().forEach(Field::text);
        return read;
    }

    /// Of a message that may have other messages in it.
    ///
    /// @throws IllegalArgumentException when it is none
    public static ProtoReader ofAny(byte[] message) {
        var fields = new ArrayList<Field>();
        var numbers = new HashMap<Integer, Long>();
        var in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            long number = tag >>> 3;
            if (number < 1 || number > Integer.MAX_VALUE >>> 2) {
                throw new IllegalArgumentException("no such field");
            }
            switch ((int) (tag & 7)) {
                case 0 -> numbers.put((int) number, varint(in));
                case 1 -> skip(in, Long.BYTES);
                case 2 -> {
                    long length = varint(in);
                    int start = in.position();
                    skip(in, length);
                    fields.add(new Field(
                            (int) number,
                            ByteBuffer.wrap(Arrays.copyOfRange(message, start, in.position()))
                                    .asReadOnlyBuffer()));
                }
                case 5 -> skip(in, Integer.BYTES);
                default -> throw new IllegalArgumentException("no such kind of field");
            }
        }
        return new ProtoReader(fields, numbers);
    }

    /// The last value of a field, as proto3 has it; empty text when there is none.
    public String text(int number) {
        var all = texts(number);
        return all.isEmpty() ? "" : all.getLast();
    }

    /// Every value of a field.
    public List<String> texts(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(Field::text)
                .toList();
    }

    /// The last value of a field that is a number; 0 when there is none.
    public long number(int number) {
        return numbers.getOrDefault(number, 0L);
    }

    /// The messages in a field.
    public List<ProtoReader> messages(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(field -> {
                    byte[] octets = new byte[field.octets().remaining()];
                    field.octets().duplicate().get(octets);
                    return ofAny(octets);
                })
                .toList();
    }

    /// The last message in a field; one without anything when there is none.
    public ProtoReader message(int number) {
        var all = messages(number);
        return all.isEmpty() ? new ProtoReader(List.of(), Map.of()) : all.getLast();
    }

    /// A map of texts.
    public Map<String, String> map(int number) {
        var map = new TreeMap<String, String>();
        messages(number).forEach(entry -> map.put(entry.text(1), entry.text(2)));
        return map;
    }

    /// Whether a field that is a text or a message is there.
    public boolean has(int number) {
        return fields.stream().anyMatch(field -> field.number() == number);
    }

    private static String text(ByteBuffer octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(octets.duplicate())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private static void skip(ByteBuffer in, long count) {
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException("cut off");
        }
        in.position(in.position() + (int) count);
    }

    private static long varint(ByteBuffer in) {
        long number = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            if (!in.hasRemaining()) {
                throw new IllegalArgumentException("cut off");
            }
            byte part = in.get();
            number |= (long) (part & 0x7F) << (7 * i);
            if (part >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }
}
