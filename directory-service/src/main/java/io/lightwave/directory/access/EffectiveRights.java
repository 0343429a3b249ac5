package io.lightwave.directory.access;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessControl.Decided;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// What a subject may do with an entry, and why: by the very decisions that its operations would meet.
final class EffectiveRights {
    private final AccessControl control;
    private final ActivePrincipals principals;
    private final DirectoryTree tree;
    private final DirectorySchema schema;

    EffectiveRights(AccessControl control, ActivePrincipals principals, DirectoryTree tree, DirectorySchema schema) {
        this.control = control;
        this.principals = principals;
        this.tree = tree;
        this.schema = schema;
    }

    /// @param rights by name, to the whole entry
    /// @param attributes by name, for each of them what is decided of the rights to it
    record Answer(
            String subject, String entry, Map<String, Decided> rights, Map<String, Map<String, Decided>> attributes) {}

    Answer explain(TenantId tenant, Caller caller, String subject, String entryName) {
        View own = control.view(caller.principal(), tenant);
        Entry entry = known(tenant, own, entryName, "entry");
        View view;
        String name = subject;
        if (subject.equals(Who.ANONYMOUS)) {
            view = control.view(Optional.empty(), tenant);
        } else {
            Entry who = known(tenant, own, subject, "subject");
            name = who.name();
            view = principals
                    .find(tenant, new SubjectId(who.id()))
                    .map(principal -> control.view(principal, tenant))
                    .orElseThrow(() -> new InvalidFieldException("subject", "is no active subject"));
        }
        if (!own.isEverything() && !own.of(entry).allows(Right.MANAGE)) {
            throw new InvalidFieldException("entry", "there is no entry " + entryName);
        }
        Map<String, Decided> rights = new LinkedHashMap<>();
        for (Right right : Right.values()) {
            if (!right.isOfAttributes()) {
                rights.put(right.text(), control.decide(view, entry, right, null));
            }
        }
        Map<String, Map<String, Decided>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (AttributeType type : types(entry)) {
            attributes.put(type.name(), of(view, entry, type));
        }
        return new Answer(name, entry.name(), rights, attributes);
    }

    private Map<String, Decided> of(View view, Entry entry, AttributeType type) {
        Map<String, Decided> rights = new LinkedHashMap<>();
        for (Right right : Right.values()) {
            if (right.isOfAttributes()) {
                rights.put(right.text(), control.decide(view, entry, right, type));
            }
        }
        return rights;
    }

    /// What it has, what its classes let it have, and what the server keeps of it.
    private List<AttributeType> types(Entry entry) {
        DirectorySchema known = schema.of(entry.tenant());
        var types = new ArrayList<AttributeType>(known.operational());
        entry.attributes().forEach(values -> {
            types.add(values.type());
            if (values.type().key().equals("objectclass")) {
                values.values().forEach(name -> types.addAll(known.ofClass(new String(name, StandardCharsets.UTF_8))));
            }
        });
        return types;
    }

    private Entry known(TenantId tenant, View view, String name, String field) {
        try {
            Optional<Entry> entry = name.indexOf('=') < 0
                    ? tree.byId(tenant, UUID.fromString(name))
                    : tree.find(tenant, DistinguishedName.parseSpaced(name));
            return entry.filter(found -> view.of(found).isKnown()).orElseThrow(IllegalArgumentException::new);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, "there is no entry " + name);
        }
    }
}
