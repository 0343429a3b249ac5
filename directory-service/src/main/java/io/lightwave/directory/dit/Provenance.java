package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INVALID_ATTRIBUTE_SYNTAX;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.GeneralizedTime;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// Who made and last changed an entry, and when, as an administrator who brings it from elsewhere says
/// (draft-zeilenga-ldap-relax-03 §3.3). Its id is not among that: ids are given once and by the server only.
final class Provenance {
    private static final String CREATED_BY = "creatorsname";
    private static final String CREATED_AT = "createtimestamp";
    private static final String MODIFIED_BY = "modifiersname";
    private static final String MODIFIED_AT = "modifytimestamp";

    private final Map<String, Instant> times = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /// Takes the attribute in, if it is one of these.
    boolean take(DirectorySchema known, Attribute attribute) {
        String key = known.described(attribute.getName())
                .filter(type -> !type.hasOptions())
                .map(AttributeType::key)
                .orElse("");
        switch (key) {
            case CREATED_AT, MODIFIED_AT -> keep(times, key, time(attribute), attribute);
            case CREATED_BY, MODIFIED_BY -> keep(names, key, name(attribute), attribute);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static <T> void keep(Map<String, T> among, String key, T value, Attribute attribute) {
        if (among.put(key, value) != null) {
            throw refused(attribute);
        }
    }

    /// The row with what has been taken in.
    ///
    /// @throws ViolationException when it was changed before it was made, or will be
    StoredEntry applied(StoredEntry row) {
        if (times.isEmpty() && names.isEmpty()) {
            return row;
        }
        Instant now = row.modifiedAt();
        Instant createdAt = times.getOrDefault(CREATED_AT, row.createdAt());
        Instant modifiedAt = times.getOrDefault(MODIFIED_AT, now);
        if (createdAt.isAfter(modifiedAt) || modifiedAt.isAfter(now)) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, "modifyTimestamp", "an entry is made, then changed, and both until now");
        }
        return row.made(
                createdAt,
                names.getOrDefault(CREATED_BY, row.createdBy()),
                modifiedAt,
                names.getOrDefault(MODIFIED_BY, row.modifiedBy()));
    }

    private static Instant time(Attribute attribute) {
        try {
            return GeneralizedTime.parse(single(attribute)).truncatedTo(ChronoUnit.MICROS);
        } catch (IllegalArgumentException e) {
            throw malformed(attribute);
        }
    }

    private static String name(Attribute attribute) {
        try {
            return DistinguishedName.parseSpaced(single(attribute)).toString();
        } catch (IllegalArgumentException e) {
            throw malformed(attribute);
        }
    }

    private static String single(Attribute attribute) {
        byte[][] values = attribute.getValueByteArrays();
        if (values.length != 1) {
            throw refused(attribute);
        }
        return new String(values[0], StandardCharsets.UTF_8);
    }

    private static ViolationException refused(Attribute attribute) {
        return new ViolationException(
                CONSTRAINT_VIOLATION, attribute.getName(), attribute.getName() + " has one value");
    }

    private static ViolationException malformed(Attribute attribute) {
        return new ViolationException(
                INVALID_ATTRIBUTE_SYNTAX, attribute.getName(), "not a value of " + attribute.getName());
    }
}
