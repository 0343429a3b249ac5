package io.lightwave.directory.entry;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.Grants;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.List;
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

    @Override
    public boolean setsPassword(ActivePrincipal who, TenantId tenant, SubjectId id) {
        AttributeType password = schema.require("userPassword");
        return tree.byId(tenant, id.value())
                .map(entry -> control.decide(control.view(who, tenant), entry, Right.WRITE, password))
                .filter(AccessControl.Decided::allowed)
                .isPresent();
    }

    @Override
    public boolean shows(ActivePrincipal who, TenantId tenant, SubjectKind kind, SubjectId id) {
        View view = control.view(who, tenant);
        Grants grants = tree.byId(tenant, id.value()).map(view::of).orElseGet(Grants::none);
        return grants.allows(Right.READ)
                || (grants.allows(Right.READ, schema.require(kind.namingAttribute()))
                        && always.stream().allMatch(type -> grants.allows(Right.READ, type)));
    }
}
