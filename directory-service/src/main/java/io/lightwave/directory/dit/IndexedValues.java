package io.lightwave.directory.dit;

import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What table `entry_value` holds of an entry: each normalised value of each attribute that has an equality rule; of a
/// long one the beginning and a hash.
final class IndexedValues {
    private static final int MAXIMUM_LENGTH = 128;
    /// So many characters of a value stand in the index as they are.
    static final int PREFIX = 80;

    /// Attributes of which no two entries of a tenant have the same value; so does an index of the table.
    static final Set<String> UNIQUE = Set.of("uid", "mail");

    private IndexedValues() {}

    record Value(String attribute, String value) {
        /// How caches and the change log name it.
        String key() {
            return attribute + "=" + value;
        }
    }

    static boolean covers(AttributeType type) {
        return type.hasEquality()
                && !type.isOperational()
                && !type.key().equals("member")
                && !type.key().equals("userpassword");
    }

    static Value value(AttributeType type, String normalised) {
        return new Value(type.plain().key(), shorten(normalised));
    }

    static Set<Value> of(DirectorySchema schema, Map<AttributeType, List<byte[]>> attributes) {
        return of(schema, attributes, _ -> true);
    }

    private static Set<Value> of(
            DirectorySchema schema, Map<AttributeType, List<byte[]>> attributes, Predicate<AttributeType> which) {
        var found = new LinkedHashSet<Value>();
        attributes.forEach((type, values) -> {
            if (covers(type) && which.test(type)) {
                values.forEach(value -> found.add(value(type, schema.normalise(type, value))));
            }
        });
        return found;
    }

    /// What a change takes out of the table, and what it puts in.
    record Difference(List<Value> removed, List<Value> added) {}

    /// Attributes that stay as they are are not looked at.
    static Difference between(
            DirectorySchema schema, Map<AttributeType, List<byte[]>> before, Map<AttributeType, List<byte[]>> after) {
        var changed = new HashSet<AttributeType>(); // without options, since values with and without stand together
        before.forEach((type, values) -> {
            if (!isSame(values, after.getOrDefault(type, List.of()))) {
                changed.add(type.plain());
            }
        });
        after.keySet().stream().filter(type -> !before.containsKey(type)).forEach(type -> changed.add(type.plain()));
        Set<Value> old = of(schema, before, type -> changed.contains(type.plain()));
        Set<Value> now = of(schema, after, type -> changed.contains(type.plain()));
        return new Difference(without(old, now), without(now, old));
    }

    private static boolean isSame(List<byte[]> some, List<byte[]> others) {
        return Arrays.deepEquals(some.toArray(), others.toArray());
    }

    static String shorten(String normalised) {
        return normalised.length() <= MAXIMUM_LENGTH
                ? normalised
                : normalised.substring(0, PREFIX) + '\u0001' + sha256(normalised);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String[] attributes(Collection<Value> values) {
        return values.stream().map(Value::attribute).toArray(String[]::new);
    }

    static String[] values(Collection<Value> values) {
        return values.stream().map(Value::value).toArray(String[]::new);
    }

    /// What is in the first and not in the second.
    private static List<Value> without(Collection<Value> some, Set<Value> others) {
        var rest = new ArrayList<>(some);
        rest.removeAll(others);
        return rest;
    }
}
