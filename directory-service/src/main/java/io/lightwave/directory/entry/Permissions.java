package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which changes are let through, of entries that a requester knows or is about to make.
final class Permissions {
    private final AccessControl control;
    private final Access access;
    private final DirectorySchema schema;
    private final DirectoryTree tree;

    Permissions(AccessControl control, Access access, DirectorySchema schema, DirectoryTree tree) {
        this.control = control;
        this.access = access;
        this.schema = schema;
        this.tree = tree;
    }

    /// Whether one who knows the entry may modify it like this.
    boolean modifies(View view, Entry entry, List<Modification> modifications) {
        if (view.isEverything()) {
            return true;
        }
        Grants grants = view.of(entry);
        var types = new HashSet<AttributeType>();
        for (Modification modification : modifications) {
            Optional<AttributeType> type = schema.of(entry.tenant()).described(modification.getAttributeName());
            if (type.isEmpty() || !modifies(grants, type.get(), modification)) {
                return false;
            }
            types.add(type.get());
        }
        return control.mayTouch(view, entry, types);
    }

    private static boolean modifies(Grants grants, AttributeType type, Modification modification) {
        if (!grants.allows(Right.WRITE, type)) {
            return false;
        }
        boolean replaces = modification.getModificationType().equals(ModificationType.REPLACE);
        if (type.key()
                .equals("userpassword")) { // never taken away; a value to delete is proved before, or refused unseen
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
            return access.known(view, tenant, DistinguishedName.parseSpaced(new String(name, StandardCharsets.UTF_8)))
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
                                view, parent.tenant(), attribute.getName(), attribute.getValueByteArrays()))
                && !namesRole(parent.tenant(), rdn);
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
    boolean deletes(View view, Entry entry) {
        return view.isEverything() || (view.of(entry).allows(Right.DELETE) && control.mayRemove(view, entry));
    }

    /// Whether one who knows the entry may give it another name there, or another place: that deletes it here, and adds
    /// it with all it has there. What stands below a moved entry is not looked at, so there may be nothing.
    ///
    /// @param superior empty when it stays where it is
    boolean moves(View view, Entry entry, RelativeName newRdn, boolean deleteOldRdn, Optional<Entry> superior) {
        if (view.isEverything()) {
            return true;
        }
        Grants grants = view.of(entry);
        boolean renames = mayWrite(grants, entry, newRdn)
                && (!deleteOldRdn
                        || mayWrite(
                                grants, entry, entry.distinguishedName().rdns().getFirst()))
                && control.mayRemove(view, entry)
                && !namesRole(entry.tenant(), newRdn);
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

    /// Whether members of a group of that name would have a role ([Tenants#ROLES]).
    private boolean namesRole(TenantId tenant, RelativeName rdn) {
        DirectorySchema known = schema.of(tenant);
        AttributeType cn = known.require("cn");
        return rdn.assertions().stream()
                .filter(part -> known.attribute(part.type()).equals(Optional.of(cn)))
                .map(part -> known.normalise(RelativeName.of("cn", part.value())))
                .anyMatch(name -> Tenants.ROLES.stream()
                        .map(role -> known.normalise(RelativeName.of("cn", role)))
                        .anyMatch(name::equals));
    }

    /// Why a new entry may not be called so, by one who may add it: settings give rights by the name.
    Optional<EntryOutcome.Refused> refusesName(View view, Entry parent, RelativeName rdn, List<Attribute> attributes) {
        if (view.isEverything()) {
            return Optional.empty();
        }
        DirectorySchema known = schema.of(parent.tenant());
        Optional<AttributeType> objectClass = Optional.of(known.require("objectClass"));
        List<String> classes = attributes.stream()
                .filter(attribute -> known.described(attribute.getName()).equals(objectClass))
                .flatMap(attribute -> Stream.of(attribute.getValues()))
                .toList();
        return refusesName(view, parent.tenant(), tree.kindOf(parent, rdn, classes), rdn);
    }

    /// The same of one who may rename an entry.
    ///
    /// @param kind of subject that it is; settings do not know other entries
    Optional<EntryOutcome.Refused> refusesName(
            View view, TenantId tenant, Optional<SubjectKind> kind, RelativeName rdn) {
        boolean reserved = !view.isEverything()
                && kind.filter(known -> rdn.assertions().stream()
                                .anyMatch(part -> control.isInSettings(tenant, known, part.value())))
                        .isPresent();
        return reserved
                ? Optional.of(new EntryOutcome.Refused(
                        Reason.NAME_IN_SETTINGS,
                        "settings of the tenant give rights by that name: only its administrators may take it"))
                : Optional.empty();
    }

    private boolean mayWrite(Grants grants, Entry entry, RelativeName rdn) {
        return rdn.assertions().stream()
                .allMatch(part -> schema.of(entry.tenant())
                        .attribute(part.type())
                        .filter(type -> grants.allows(Right.WRITE, type))
                        .isPresent());
    }

    /// Whether the requester may act as the subject, which it then does with no more rights than its own.
    boolean proxies(View view, Entry subject) {
        return view.isEverything() || (view.of(subject).allows(Right.PROXY) && control.reaches(view, subject));
    }
}
