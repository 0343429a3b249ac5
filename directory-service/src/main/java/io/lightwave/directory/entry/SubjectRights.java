package io.lightwave.directory.entry;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.Grants;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Access to subjects by way of their entries.
final class SubjectRights implements SubjectAccess {
    private final AccessControl control;
    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final List<AttributeType> always;

    SubjectRights(AccessControl control, DirectoryTree tree, DirectorySchema schema) {
        this.control = control;
        this.tree = tree;
        this.schema = schema;
        this.always = Stream.of("pwdAccountLockedTime", "createTimestamp", "modifyTimestamp")
                .map(schema::require)
                .toList();
    }

    @Override
    public boolean looksAround(ActivePrincipal who, TenantId tenant) {
        View view = control.view(who, tenant);
        return !view.isNothing() && !view.isOwnOnly();
    }

    private Optional<Entry> entry(Subject subject) {
        return tree.byId(subject.tenant(), subject.id().value());
    }

    private Grants grants(ActivePrincipal who, Subject subject) {
        View view = control.view(who, subject.tenant());
        return entry(subject).map(view::of).orElseGet(Grants::none);
    }

    @Override
    public Optional<Subject> readable(ActivePrincipal who, Subject subject) {
        Grants grants = grants(who, subject);
        if (grants.allows(Right.READ)) {
            return Optional.of(subject);
        }
        boolean shown = grants.allows(Right.READ, schema.require(subject.kind().namingAttribute()))
                && always.stream().allMatch(type -> grants.allows(Right.READ, type));
        return shown ? Optional.of(reduced(subject, grants)) : Optional.empty();
    }

    private Subject reduced(Subject subject, Grants grants) {
        DirectorySchema known = schema.of(subject.tenant());
        Map<String, List<String>> attributes = new HashMap<>(subject.attributes());
        attributes
                .keySet()
                .removeIf(name -> known.attribute(name)
                        .filter(type -> grants.allows(Right.READ, type))
                        .isEmpty());
        return new Subject(
                subject.tenant(),
                subject.id(),
                subject.kind(),
                subject.name(),
                subject.enabled(),
                subject.epoch(),
                attributes,
                subject.createdAt(),
                subject.updatedAt());
    }
}
