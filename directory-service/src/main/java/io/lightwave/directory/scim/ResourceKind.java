package io.lightwave.directory.scim;

import io.lightwave.directory.SubjectKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The resource types (RFC 7643 §6).
enum ResourceKind {
    USER("User", "Users", Schemas.USER, SubjectKind.USER),
    GROUP("Group", "Groups", Schemas.GROUP, SubjectKind.GROUP);

    private final String label;
    private final String collection;
    private final String schema;
    private final SubjectKind kind;

    ResourceKind(String label, String collection, String schema, SubjectKind kind) {
        this.label = label;
        this.collection = collection;
        this.schema = schema;
        this.kind = kind;
    }

    /// By the last segment of its collection's address.
    static ResourceKind of(String collection) {
        return Arrays.stream(values())
                .filter(kind -> kind.collection.equals(collection))
                .findFirst()
                .orElseThrow(ScimException::notFound);
    }

    static Optional<ResourceKind> of(SubjectKind kind) {
        return Arrays.stream(values()).filter(one -> one.kind == kind).findFirst();
    }

    String label() {
        return label;
    }

    String collection() {
        return collection;
    }

    /// The URN of the core schema.
    String schema() {
        return schema;
    }

    List<String> extensions() {
        return this == USER ? List.of(Schemas.ENTERPRISE, Schemas.PERSON) : List.of(Schemas.PLACED_GROUP);
    }

    /// The core schema or an extension by its URN, which is the same in any case; empty when the kind has it not.
    Optional<String> schema(String urn) {
        return schema.equalsIgnoreCase(urn) ? Optional.of(schema) : extension(urn);
    }

    Optional<String> extension(String urn) {
        return extensions().stream().filter(one -> one.equalsIgnoreCase(urn)).findFirst();
    }

    /// The URN of the extension that says in which organizational unit one stands.
    String placing() {
        return this == USER ? Schemas.PERSON : Schemas.PLACED_GROUP;
    }

    SubjectKind kind() {
        return kind;
    }
}
