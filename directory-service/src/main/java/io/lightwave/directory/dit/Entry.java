package io.lightwave.directory.dit;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An entry as it was when it was read: immutable, compact, and able to say what a search may ask of it without SQL.
public final class Entry {
    private static final UUID[] NO_ANCESTORS = {};
    private static final int OWN_BYTES = 60;

    private final TenantId tenant;
    private final StoredEntry row;
    private final String parentName;
    private final UUID[] ancestors;
    private final AttributeValues[] attributes;
    private final boolean options;
    private final boolean alias;
    private final boolean referral;
    private final @Nullable String structuralClass;
    private UUID @Nullable [] path; // of entries below; made when the first of them asks, as is the name
    private @Nullable String name;
    private @Nullable Subject subject; // made when first asked for, if it is kept at all

    /// @param parent null for the suffix
    Entry(
            TenantId tenant,
            StoredEntry row,
            @Nullable Entry parent,
            List<AttributeValues> attributes,
            String structuralClass) {
        this.tenant = tenant;
        this.row = parent == null ? row : row.below(parent.row);
        this.parentName = parent == null ? "" : parent.nameForChildren();
        this.ancestors = parent == null ? NO_ANCESTORS : parent.path();
        this.attributes = attributes.toArray(AttributeValues[]::new);
        this.options = attributes.stream().anyMatch(values -> values.type().hasOptions());
        this.alias = structuralClass.equals(StructureRules.ALIAS);
        this.referral = structuralClass.equals(StructureRules.REFERRAL);
        this.structuralClass = structuralClass;
    }

    public TenantId tenant() {
        return tenant;
    }

    public UUID id() {
        return row.id();
    }

    /// The kind of subject it is; empty for containers and other entries.
    public Optional<SubjectKind> kind() {
        return Optional.ofNullable(row.kind());
    }

    public boolean isSubject() {
        return row.kind() != null;
    }

    public boolean enabled() {
        return row.enabled();
    }

    /// Its distinguished name in string form.
    public String name() {
        return parentName.isEmpty() ? row.rdn() : row.rdn() + "," + parentName;
    }

    public DistinguishedName distinguishedName() {
        return DistinguishedName.parse(name());
    }

    String rdnNorm() {
        return row.rdnNorm();
    }

    StoredEntry row() {
        return row;
    }

    /// How many entries stand above it: 0 for the suffix.
    int depth() {
        return ancestors.length;
    }

    public boolean isChildOf(UUID other) {
        return other.equals(row.parentId());
    }

    /// Whether it is the other entry or stands anywhere below.
    public boolean isWithin(UUID other) {
        if (row.id().equals(other)) {
            return true;
        }
        for (UUID ancestor : ancestors) {
            if (ancestor.equals(other)) {
                return true;
            }
        }
        return false;
    }

    private String nameForChildren() {
        String known = name;
        if (known == null) {
            known = name();
            name = known;
        }
        return known;
    }

    private UUID[] path() {
        UUID[] known = path;
        if (known == null) {
            known = java.util.Arrays.copyOf(ancestors, ancestors.length + 1);
            known[ancestors.length] = row.id();
            path = known;
        }
        return known;
    }

    /// About how many bytes of heap it takes, but for what it shares with the entries beside and above it.
    int bytes() {
        int bytes = OWN_BYTES + row.bytes();
        for (AttributeValues values : attributes) {
            bytes += values.bytes();
        }
        return keepsSubject() ? bytes * 2 : bytes;
    }

    /// Its user attributes, `objectClass` and a group's `member` among them.
    public List<AttributeValues> attributes() {
        return java.util.Arrays.asList(attributes);
    }

    /// A user attribute's values; null when it has none.
    public @Nullable AttributeValues attribute(AttributeType type) {
        for (AttributeValues values : attributes) {
            if (values.type().equals(type)) {
                return values;
            }
        }
        return null;
    }

    /// Whether it has attributes with options.
    public boolean hasOptions() {
        return options;
    }

    /// Whether it stands for another entry (RFC 4512 §2.6).
    public boolean isAlias() {
        return alias;
    }

    /// Whether what would stand there is held elsewhere (RFC 3296).
    public boolean isReferral() {
        return referral;
    }

    /// The most subordinate of its structural classes.
    public String structuralClass() {
        return String.valueOf(structuralClass);
    }

    public java.time.Instant createdAt() {
        return row.createdAt();
    }

    public String createdBy() {
        return row.createdBy();
    }

    public java.time.Instant modifiedAt() {
        return row.modifiedAt();
    }

    /// Raised by each change.
    public long version() {
        return row.version();
    }

    public String modifiedBy() {
        return row.modifiedBy();
    }

    /// As a subject; empty for containers and other entries.
    public Optional<Subject> subject() {
        if (row.kind() == null) {
            return Optional.empty();
        }
        Subject known = subject;
        if (known == null) {
            known = toSubject(row.kind());
            if (keepsSubject()) {
                subject = known;
            }
        }
        return Optional.of(known);
    }

    /// Those that every request asks for again; people are many and sign in seldom, groups may be large.
    private boolean keepsSubject() {
        return row.kind() != null && row.kind() != SubjectKind.USER && row.kind() != SubjectKind.GROUP;
    }

    private Subject toSubject(SubjectKind kind) {
        Map<String, List<String>> texts = HashMap.newHashMap(attributes.length);
        for (AttributeValues values : attributes) {
            if (!values.type().isBinary()
                    && !values.type().hasOptions()
                    && !values.type().key().equals("objectclass")) {
                texts.put(values.type().key(), values.texts());
            }
        }
        String name =
                texts.getOrDefault(kind.namingAttribute(), List.of(row.rdn())).getFirst();
        return new Subject(
                tenant,
                new SubjectId(row.id()),
                kind,
                name,
                row.enabled(),
                row.epoch(),
                texts,
                row.createdAt(),
                row.modifiedAt());
    }
}
