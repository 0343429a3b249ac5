package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.OBJECT_CLASS_VIOLATION;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.GeneralizedTime;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who made and last changed an entry, and when, as an administrator says (draft-zeilenga-ldap-relax-03 §3.3), and how
/// long a dynamic entry that comes from elsewhere has still. Its id is not among that: ids are given once and by the
/// server only.
final class Provenance {
    private static final String CREATED_BY = "creatorsname";
    private static final String CREATED_AT = "createtimestamp";
    private static final String MODIFIED_BY = "modifiersname";
    private static final String MODIFIED_AT = "modifytimestamp";
    private static final String TIME_TO_LIVE = "entryttl";

    /// What an entry cannot be without.
    private static final Set<String> KEPT = Set.of(CREATED_BY, CREATED_AT, MODIFIED_BY, MODIFIED_AT);

    private final DirectorySchema schema;
    private final Draft draft;
    private final boolean isNew;
    private final Set<String> said = new HashSet<>();

    private Provenance(DirectorySchema schema, Map<AttributeType, List<byte[]>> known, boolean isNew) {
        this.schema = schema;
        this.draft = new Draft(schema, known);
        this.isNew = isNew;
    }

    /// Of an entry that is being made.
    static Provenance ofNew(DirectorySchema schema) {
        return new Provenance(schema, Map.of(), true);
    }

    /// Of an entry as it is shown.
    static Provenance of(DirectorySchema schema, StoredEntry row) {
        Map<AttributeType, List<byte[]>> known = new LinkedHashMap<>();
        known.put(schema.require("createTimestamp"), List.of(bytes(GeneralizedTime.format(row.createdAt()))));
        known.put(schema.require("modifyTimestamp"), List.of(bytes(GeneralizedTime.format(row.modifiedAt()))));
        known.put(schema.require("creatorsName"), List.of(bytes(row.createdBy())));
        known.put(schema.require("modifiersName"), List.of(bytes(row.modifiedBy())));
        return new Provenance(schema, known, false);
    }

    /// Whether the modification is of what [#take] takes in of an entry as it is.
    static boolean concerns(DirectorySchema schema, Modification modification) {
        return schema.described(modification.getAttributeName())
                .filter(type -> !type.hasOptions() && KEPT.contains(type.key()))
                .isPresent();
    }

    /// Takes the attribute of a new entry in, if it is one of these.
    boolean take(Attribute attribute) {
        return take(ModificationType.ADD, attribute.getName(), Arrays.asList(attribute.getValueByteArrays()));
    }

    /// Takes the modification in, if it is of one of these.
    boolean take(Modification modification) {
        return take(
                modification.getModificationType(),
                modification.getAttributeName(),
                Arrays.asList(modification.getValueByteArrays()));
    }

    private boolean take(ModificationType how, String description, List<byte[]> values) {
        Optional<AttributeType> type = schema.described(description)
                .filter(known -> !known.hasOptions())
                .filter(known ->
                        KEPT.contains(known.key()) || (isNew && known.key().equals(TIME_TO_LIVE)));
        if (type.isEmpty()) {
            return false;
        }
        draft.apply(how, type.get(), values);
        said.add(type.get().key());
        return true;
    }

    /// How long the new entry has still, if that has been said.
    ///
    /// @param dynamic whether it ends by itself at all
    Optional<Duration> timeToLive(boolean dynamic) {
        Optional<String> text = draft.text(schema.require("entryTtl"));
        if (text.isPresent() && !dynamic) {
            throw new ViolationException(OBJECT_CLASS_VIOLATION, "entryTtl", "not a dynamic entry");
        }
        return text.map(Provenance::seconds);
    }

    private static Duration seconds(String text) {
        try {
            Duration time = Duration.ofSeconds(Long.parseLong(text));
            if (!time.isNegative() && time.toSeconds() <= DynamicEntries.MAXIMUM_SECONDS) {
                return time;
            }
        } catch (NumberFormatException e) {
            // longer than any
        }
        throw new ViolationException(
                CONSTRAINT_VIOLATION, "entryTtl", "at most %d seconds".formatted(DynamicEntries.MAXIMUM_SECONDS));
    }

    /// The row with what has been taken in.
    ///
    /// @param row as it would be without
    /// @throws ViolationException when it was changed before it was made, or will be, or when that is to be unknown
    StoredEntry applied(StoredEntry row) {
        if (said.isEmpty()) {
            return row;
        }
        draft.requireSingleValues();
        Instant now = row.modifiedAt();
        Instant createdAt = text(CREATED_AT).map(Provenance::time).orElse(row.createdAt());
        Instant modifiedAt = text(MODIFIED_AT).map(Provenance::time).orElse(now);
        if (createdAt.isAfter(modifiedAt) || modifiedAt.isAfter(now)) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, "modifyTimestamp", "an entry is made, then changed, and both until now");
        }
        return row.made(
                createdAt,
                text(CREATED_BY).map(Provenance::name).orElse(row.createdBy()),
                modifiedAt,
                text(MODIFIED_BY).map(Provenance::name).orElse(row.modifiedBy()));
    }

    /// Empty when nothing has been said of it.
    private Optional<String> text(String key) {
        AttributeType type = schema.require(key);
        if (!said.contains(key)) {
            return Optional.empty();
        }
        return Optional.of(draft.text(type)
                .orElseThrow(() -> new ViolationException(
                        CONSTRAINT_VIOLATION, type.name(), "an entry is never without " + type.name())));
    }

    private static Instant time(String text) {
        return GeneralizedTime.parse(text).truncatedTo(ChronoUnit.MICROS);
    }

    private static String name(String text) {
        return DistinguishedName.parseSpaced(text).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
