package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What of the tree exists for a requester. Whatever the operation, what it has no right to is not there for it.
final class Access {
    private final AccessControl control;
    private final DirectorySchema schema;
    private final DirectoryTree tree;

    Access(AccessControl control, DirectorySchema schema, DirectoryTree tree) {
        this.control = control;
        this.schema = schema;
        this.tree = tree;
    }

    View view(Requester requester, TenantId tenant) {
        return switch (requester) {
            case Requester.Anonymous _ -> control.view(Optional.empty(), tenant);
            case Requester.Authenticated authenticated -> control.view(authenticated.principal(), tenant);
        };
    }

    boolean administers(Requester requester, TenantId tenant) {
        return requester instanceof Requester.Authenticated authenticated
                && control.administers(authenticated.principal(), tenant);
    }

    String rulesVersion(TenantId tenant) {
        return control.rulesVersion(tenant);
    }

    /// The entry of that name, if the requester has any right to it.
    Optional<Entry> known(View view, TenantId tenant, DistinguishedName name) {
        if (view.isNothing()) {
            return Optional.empty();
        }
        if (view.isOwnOnly()) { // others are not even looked for
            return own(view, tenant).filter(entry -> normalised(entry).equals(schema.normalise(name)));
        }
        Optional<Entry> entry = tree.find(tenant, name);
        return view.isEverything()
                ? entry
                : entry.filter(known -> view.of(known).isKnown());
    }

    /// An entry that is there, if the requester has any right to it.
    Optional<Entry> known(View view, Entry entry) {
        boolean known = view.isEverything()
                || (!view.isNothing()
                        && (view.isOwnOnly()
                                ? view.isOwn(entry)
                                : view.of(entry).isKnown()));
        return known ? Optional.of(entry) : Optional.empty();
    }

    private Optional<Entry> own(View view, TenantId tenant) {
        return view.own().flatMap(id -> tree.byId(tenant, id));
    }

    private String normalised(Entry entry) {
        return schema.normalise(entry.distinguishedName());
    }

    /// The base of a search: an entry that is known, or one above entries that rules of the requester are about, whose
    /// names say that it is there.
    Optional<Entry> base(View view, TenantId tenant, DistinguishedName name) {
        if (view.isNothing()) {
            return Optional.empty();
        }
        if (view.isOwnOnly()) {
            return own(view, tenant)
                    .filter(own -> ("," + normalised(own)).endsWith("," + schema.normalise(name)))
                    .flatMap(_ -> tree.find(tenant, name));
        }
        Optional<Entry> base = tree.find(tenant, name);
        return view.isEverything()
                ? base
                : base.filter(entry -> view.of(entry).isKnown() || isAboveReadable(view, entry));
    }

    /// Whether names of entries that may be found say that this one is there.
    boolean isAboveReadable(View view, Entry entry) {
        boolean planted = isPlanted(entry);
        for (UUID id : view.readableFrom()) {
            Optional<Entry> start = tree.byId(entry.tenant(), id);
            if (start.isPresent() && (start.get().isWithin(entry.id()) || (planted && entry.isWithin(id)))) {
                return true;
            }
        }
        return false;
    }

    /// What every tenant has is no secret to those who may look around there.
    private boolean isPlanted(Entry entry) {
        return tree.suffix(entry.tenant())
                        .filter(suffix -> suffix.id().equals(entry.id()))
                        .isPresent()
                || Arrays.stream(SubjectKind.values())
                        .anyMatch(kind -> tree.container(entry.tenant(), kind)
                                .filter(container -> container.id().equals(entry.id()))
                                .isPresent());
    }

    /// How far a name leads, of what the requester knows (RFC 4511 §4.1.9).
    DistinguishedName matched(View view, TenantId tenant, DistinguishedName name) {
        if (view.isNothing() || view.isOwnOnly()) {
            return DistinguishedName.empty();
        }
        for (int count = name.rdns().size(); count > 0; count--) {
            Optional<Entry> nearest = known(view, tenant, name.ancestor(count));
            if (nearest.isPresent()) {
                return nearest.get().distinguishedName();
            }
        }
        return DistinguishedName.empty();
    }

    /// Somebody's rights to an entry, for who administers or manages it and for oneself; for others none.
    List<Attribute> rights(Requester asker, Entry entry, Collection<AttributeType> types, RightsQuery query) {
        View view = view(asker, entry.tenant());
        boolean ownRights = asker instanceof Requester.Authenticated authenticated
                && query.subject()
                        .filter(subject -> subject.tenant()
                                        .equals(authenticated.principal().tenant())
                                && subject.id().equals(authenticated.principal().id()))
                        .isPresent();
        return ownRights || view.isEverything() || view.of(entry).allows(Right.MANAGE)
                ? RightsAttributes.of(control, control.view(query.subject(), entry.tenant()), entry, types, query)
                : List.of();
    }
}
