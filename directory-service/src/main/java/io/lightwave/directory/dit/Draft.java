package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ATTRIBUTE_OR_VALUE_EXISTS;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INVALID_ATTRIBUTE_SYNTAX;
import static com.unboundid.ldap.sdk.ResultCode.NOT_ALLOWED_ON_RDN;
import static com.unboundid.ldap.sdk.ResultCode.NO_SUCH_ATTRIBUTE;
import static com.unboundid.ldap.sdk.ResultCode.PROTOCOL_ERROR;

import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ObjectClasses;
import io.lightwave.directory.schema.ViolationException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The attributes of an entry while they change, by the rules of RFC 4511 §4.6; checked against the schema when they
/// are complete.
final class Draft {
    private static final int MAXIMUM_VALUES = 1_000;

    private final DirectorySchema schema;
    private final Map<AttributeType, List<byte[]>> attributes;

    Draft(DirectorySchema schema, Map<AttributeType, List<byte[]>> attributes) {
        this.schema = schema;
        this.attributes = new LinkedHashMap<>(attributes);
    }

    void apply(ModificationType modification, AttributeType type, List<byte[]> values) {
        if (modification.equals(ModificationType.ADD)) {
            add(type, values);
        } else if (modification.equals(ModificationType.DELETE)) {
            delete(type, values);
        } else if (modification.equals(ModificationType.REPLACE)) {
            attributes.remove(type);
            if (!values.isEmpty()) {
                add(type, values);
            }
        } else if (modification.equals(ModificationType.INCREMENT)) {
            increment(type, values);
        } else {
            throw new ViolationException(PROTOCOL_ERROR, type.name(), "no such kind of modification");
        }
    }

    /// RFC 4525 §2: every value grows by the one that is given.
    private void increment(AttributeType type, List<byte[]> values) {
        if (values.size() != 1) {
            throw new ViolationException(PROTOCOL_ERROR, type.name(), "an increment is exactly one value");
        }
        if (!type.isInteger()) {
            throw new ViolationException(CONSTRAINT_VIOLATION, type.name(), type.name() + " is no integer");
        }
        List<byte[]> present = attributes.getOrDefault(type, List.of());
        if (present.isEmpty()) {
            throw new ViolationException(NO_SUCH_ATTRIBUTE, type.name(), "no " + type.name() + " to increment");
        }
        schema.check(type, values.getFirst());
        var by = new BigInteger(new String(values.getFirst(), StandardCharsets.US_ASCII));
        attributes.remove(type);
        add(
                type,
                present.stream()
                        .map(value -> new BigInteger(new String(value, StandardCharsets.US_ASCII))
                                .add(by)
                                .toString()
                                .getBytes(StandardCharsets.US_ASCII))
                        .toList());
    }

    void add(AttributeType type, List<byte[]> values) {
        if (values.isEmpty()) {
            throw new ViolationException(PROTOCOL_ERROR, type.name(), "no value of " + type.name() + " given");
        }
        List<byte[]> present = new ArrayList<>(attributes.getOrDefault(type, List.of()));
        Set<String> normalised = normalised(type, present);
        for (byte[] value : values) {
            if (!normalised.add(normalise(type, value))) {
                throw new ViolationException(
                        ATTRIBUTE_OR_VALUE_EXISTS, type.name(), "%s has that value already".formatted(type.name()));
            }
            present.add(value);
        }
        int most = type.key().equals("member") ? MemberRows.MAXIMUM : MAXIMUM_VALUES;
        if (present.size() > most) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, type.name(), "%s takes at most %d values".formatted(type.name(), most));
        }
        attributes.put(type, present);
    }

    /// What takes one value may have more while it changes, but not in the end (RFC 4511 §4.6).
    void requireSingleValues() {
        attributes.forEach((type, values) -> {
            if (type.isSingleValued() && values.size() > 1) {
                throw new ViolationException(
                        CONSTRAINT_VIOLATION, type.name(), "%s takes one value".formatted(type.name()));
            }
        });
    }

    private void delete(AttributeType type, List<byte[]> values) {
        List<byte[]> present = new ArrayList<>(attributes.getOrDefault(type, List.of()));
        Set<String> gone = values.stream().map(value -> normalise(type, value)).collect(Collectors.toSet());
        if (present.isEmpty() || !normalised(type, present).containsAll(gone)) {
            throw new ViolationException(NO_SUCH_ATTRIBUTE, type.name(), "no such value of " + type.name());
        }
        present.removeIf(value -> values.isEmpty() || gone.contains(schema.normalise(type, value)));
        if (present.isEmpty()) {
            attributes.remove(type);
        } else {
            attributes.put(type, present);
        }
    }

    private String normalise(AttributeType type, byte[] value) {
        schema.check(type, value);
        try {
            return schema.normalise(type, value);
        } catch (IllegalArgumentException e) {
            throw new ViolationException(
                    INVALID_ATTRIBUTE_SYNTAX, type.name(), "no value by which %s is matched".formatted(type.name()));
        }
    }

    Set<String> normalised(AttributeType type) {
        return normalised(type, attributes.getOrDefault(type, List.of()));
    }

    private Set<String> normalised(AttributeType type, List<byte[]> values) {
        var normalised = new LinkedHashSet<String>();
        values.forEach(value -> normalised.add(schema.normalise(type, value)));
        return normalised;
    }

    /// Takes back the values that an RDN names, as far as they are there (RFC 4511 §4.9, `deleteoldrdn`).
    void exclude(RelativeName rdn) {
        for (RelativeName.Assertion assertion : rdn.assertions()) {
            AttributeType type = schema.require(assertion.type());
            byte[] value = assertion.value().getBytes(StandardCharsets.UTF_8);
            if (normalised(type).contains(normalise(type, value))) {
                delete(type, List.of(value));
            }
        }
    }

    /// Gives the entry the values that its RDN names, unless it has them (RFC 4511 §4.7).
    void include(RelativeName rdn) {
        for (RelativeName.Assertion assertion : rdn.assertions()) {
            AttributeType type = schema.require(assertion.type());
            byte[] value = assertion.value().getBytes(StandardCharsets.UTF_8);
            if (!normalised(type).contains(normalise(type, value))) {
                add(type, List.of(value));
            }
        }
    }

    /// Completes the object classes by their superclasses, and checks all that the schema asks for.
    ///
    /// @param soleNames whether the naming attribute has no other value, as with subjects
    ObjectClasses check(RelativeName rdn, boolean soleNames) {
        requireSingleValues();
        AttributeType objectClass = schema.require("objectClass");
        ObjectClasses classes = classes();
        attributes.put(
                objectClass,
                classes.names().stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toList());
        for (RelativeName.Assertion assertion : rdn.assertions()) {
            AttributeType type = schema.require(assertion.type());
            Set<String> values = normalised(type);
            if (!values.contains(schema.normalise(type, assertion.value().getBytes(StandardCharsets.UTF_8)))) {
                throw new ViolationException(
                        NOT_ALLOWED_ON_RDN, type.name(), "%s names the entry".formatted(type.name()));
            }
            boolean inLanguages =
                    attributes.keySet().stream().anyMatch(other -> other.hasOptions() && type.covers(other));
            if (soleNames && (values.size() > 1 || inLanguages)) {
                throw new ViolationException(
                        CONSTRAINT_VIOLATION, type.name(), "%s names the subject, once".formatted(type.name()));
            }
        }
        schema.check(classes, attributes.keySet());
        return classes;
    }

    ObjectClasses classes() {
        return schema.classes(attributes.getOrDefault(schema.require("objectClass"), List.of()).stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .toList());
    }

    /// The first value as text; empty when there is none.
    Optional<String> text(AttributeType type) {
        return attributes.getOrDefault(type, List.of()).stream()
                .findFirst()
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    List<String> texts(AttributeType type) {
        return attributes.getOrDefault(type, List.of()).stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    /// Takes an attribute out, to be kept elsewhere; empty when there is none.
    List<byte[]> take(AttributeType type) {
        return Objects.requireNonNullElse(attributes.remove(type), List.of());
    }

    /// What is left, in the order it came.
    Map<AttributeType, List<byte[]>> attributes() {
        return attributes;
    }
}
