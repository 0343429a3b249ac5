package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.Grants;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What of the tree exists for a requester, and which changes are let through. Whatever the operation, what a requester
/// has no right to is not there for it.
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

    private boolean isAboveReadable(View view, Entry entry) {
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

    /// Whether one who knows the entry may modify it like this.
    boolean permits(View view, Entry entry, List<Modification> modifications) {
        if (view.isEverything()) {
            return true;
        }
        Grants grants = view.of(entry);
        var types = new HashSet<AttributeType>();
        for (Modification modification : modifications) {
            Optional<AttributeType> type = schema.of(entry.tenant()).described(modification.getAttributeName());
            if (type.isEmpty() || !permits(grants, type.get(), modification)) {
                return false;
            }
            types.add(type.get());
        }
        return control.mayTouch(view, entry, types);
    }

    private static boolean permits(Grants grants, AttributeType type, Modification modification) {
        if (!grants.allows(Right.WRITE, type)) {
            return false;
        }
        boolean replaces = modification.getModificationType().equals(ModificationType.REPLACE);
        if (type.key().equals("userpassword")) { // never taken away, and a value to delete is refused unseen
            return !modification.getModificationType().equals(ModificationType.DELETE)
                    && modification.getRawValues().length > 0;
        }
        // What becomes of a single value tells whether it was there.
        return replaces || grants.allows(Right.COMPARE, type) || grants.allows(Right.READ, type);
    }

    /// Whether every entry that becomes a member is known: else the answer would tell who exists.
    boolean knowsMembers(View view, TenantId tenant, List<Modification> modifications) {
        return view.isEverything()
                || modifications.stream()
                        .filter(modification ->
                                !modification.getModificationType().equals(ModificationType.DELETE))
                        .allMatch(modification -> knowsMembers(
                                view, tenant, modification.getAttributeName(), modification.getValueByteArrays()));
    }

    private boolean knowsMembers(View view, TenantId tenant, String attribute, byte[][] values) {
        boolean member = schema.of(tenant)
                .described(attribute)
                .filter(type -> type.key().equals("member"))
                .isPresent();
        return !member || Arrays.stream(values).allMatch(value -> knows(view, tenant, value));
    }

    private boolean knows(View view, TenantId tenant, byte[] name) {
        try {
            return known(view, tenant, DistinguishedName.parseSpaced(new String(name, StandardCharsets.UTF_8)))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return true; // the change itself will say what is wrong with it
        }
    }

    /// Why a new entry may not be made, as it would be; empty when it may. Who may make none there does not hear that
    /// the parent is there.
    Optional<EntryOutcome.Refused> refusesNew(View view, Entry parent, RelativeName rdn, List<Attribute> attributes) {
        if (view.isEverything()) {
            return Optional.empty();
        }
        Map<AttributeType, List<byte[]>> values;
        Grants grants;
        try {
            values = values(schema.of(parent.tenant()), rdn, attributes);
            grants = view.of(tree.imagine(parent, rdn, values));
        } catch (IllegalArgumentException e) { // nothing is said of it where nothing may be added
            return Optional.of(
                    view.mayEver(Right.ADD, Set.of(schema.require("objectClass")))
                            ? new EntryOutcome.Refused(
                                    Reason.OBJECT_CLASS_VIOLATION, "attributes, values or classes without meaning")
                            : Entries.hidden());
        }
        if (!grants.any(Right.ADD)) {
            return Optional.of(Entries.hidden());
        }
        boolean permitted = values.keySet().stream().allMatch(type -> grants.allows(Right.ADD, type))
                && attributes.stream()
                        .allMatch(attribute -> knowsMembers(
                                view, parent.tenant(), attribute.getName(), attribute.getValueByteArrays()));
        return permitted
                ? Optional.empty()
                : Optional.of(new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to add"));
    }

    /// @throws IllegalArgumentException when an attribute is unknown or a value has no meaning
    private static Map<AttributeType, List<byte[]>> values(
            DirectorySchema known, RelativeName rdn, List<Attribute> attributes) {
        Map<AttributeType, List<byte[]>> values = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            AttributeType type = known.described(attribute.getName())
                    .orElseThrow(() -> new IllegalArgumentException("unknown attribute"));
            values.computeIfAbsent(type, _ -> new ArrayList<>()).addAll(Arrays.asList(attribute.getValueByteArrays()));
        }
        for (RelativeName.Assertion assertion : rdn.assertions()) {
            AttributeType type = known.attribute(assertion.type())
                    .orElseThrow(() -> new IllegalArgumentException("unknown attribute"));
            byte[] value = assertion.value().getBytes(StandardCharsets.UTF_8);
            List<byte[]> present = values.computeIfAbsent(type, _ -> new ArrayList<>());
            if (present.stream().noneMatch(one -> known.normalise(type, one).equals(known.normalise(type, value)))) {
                present.add(value);
            }
        }
        complete(known, values);
        return values;
    }

    /// With the classes that others imply, as the entry will have them.
    private static void complete(DirectorySchema known, Map<AttributeType, List<byte[]>> values) {
        AttributeType objectClass = known.require("objectClass");
        List<String> named = values.getOrDefault(objectClass, List.of()).stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .toList();
        try {
            values.put(
                    objectClass,
                    known.classes(named).names().stream()
                            .map(name -> name.getBytes(StandardCharsets.UTF_8))
                            .toList());
        } catch (ViolationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Whether one who knows the entry may delete it.
    boolean permitsDelete(View view, Entry entry) {
        return view.isEverything() || (view.of(entry).allows(Right.DELETE) && control.mayRemove(view, entry));
    }

    /// Whether one who knows the entry may give it another name there, or another place: that deletes it here, and adds
    /// it with all it has there. What stands below a moved entry is not looked at, so there may be nothing.
    ///
    /// @param superior empty when it stays where it is
    boolean permitsMove(View view, Entry entry, RelativeName newRdn, boolean deleteOldRdn, Optional<Entry> superior) {
        if (view.isEverything()) {
            return true;
        }
        Grants grants = view.of(entry);
        boolean renames = mayWrite(grants, entry, newRdn)
                && (!deleteOldRdn
                        || mayWrite(
                                grants, entry, entry.distinguishedName().rdns().getFirst()))
                && control.mayRemove(view, entry);
        if (superior.isEmpty() || entry.isChildOf(superior.get().id())) {
            return renames;
        }
        List<Attribute> attributes =
                entry.attributes().stream().map(values -> values.attribute()).toList();
        return renames
                && !tree.hasChildren(entry)
                && grants.allows(Right.DELETE)
                && refusesNew(view, superior.get(), newRdn, attributes).isEmpty();
    }

    private boolean mayWrite(Grants grants, Entry entry, RelativeName rdn) {
        return rdn.assertions().stream()
                .allMatch(part -> schema.of(entry.tenant())
                        .attribute(part.type())
                        .filter(type -> grants.allows(Right.WRITE, type))
                        .isPresent());
    }

    /// Whether the requester may act as the subject, which it then does with no more rights than its own.
    boolean permitsProxy(View view, Entry subject) {
        return view.isEverything() || (view.of(subject).allows(Right.PROXY) && control.reaches(view, subject));
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
