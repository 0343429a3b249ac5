package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the names in entries lead to, within one tenant and as one requester may see it, whose rights are looked at
/// anew for each entry and each attribute, on both ends.
public final class Dereferences {
    private final Access access;
    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final OperationalAttributes operational;
    private final View view;
    private final TenantId tenant;

    Dereferences(
            Access access,
            DirectoryTree tree,
            DirectorySchema schema,
            OperationalAttributes operational,
            View view,
            TenantId tenant) {
        this.access = access;
        this.tree = tree;
        this.schema = schema;
        this.operational = operational;
        this.view = view;
        this.tenant = tenant;
    }

    /// One name and what may be seen there: nothing where there is nothing, or nothing for this requester.
    public record Dereferenced(String name, List<Attribute> attributes) {}

    /// The name of the attribute of that description; empty when there is none, or its values are no names.
    public Optional<String> leading(String attribute) {
        return schema.asked(attribute).filter(AttributeType::isName).map(AttributeType::name);
    }

    /// @param attribute one that is [#leading]
    /// @param asked as in [SearchQuery]
    /// @return as many as the attribute has values that may be read
    public List<Dereferenced> of(FoundEntry found, String attribute, List<String> asked) {
        Optional<Entry> entry = tree.byId(tenant, found.id());
        if (entry.isEmpty()) {
            return List.of();
        }
        var there = new AttributeSelection(asked, false, schema, operational);
        var all = new ArrayList<Dereferenced>();
        for (Attribute names : new AttributeSelection(List.of(attribute), false, schema, operational)
                .of(entry.get(), view.of(entry.get()).attributes(Right.READ))) {
            for (String name : names.getValues()) {
                all.add(new Dereferenced(name, seen(name, there)));
            }
        }
        return all;
    }

    private List<Attribute> seen(String name, AttributeSelection selection) {
        return access.known(view, tenant, DistinguishedName.parseSpaced(name))
                .filter(target -> view.of(target).any(Right.READ))
                .map(target -> selection.of(target, view.of(target).attributes(Right.READ)))
                .orElseGet(List::of);
    }
}
