package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import io.lightwave.directory.subschema.SchemaChanges;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The entries of all tenants, as requesters may see and change them. Changes are audited in
/// their own transaction (`entry.add`, `entry.modify`, `entry.rename`, `entry.delete`); refused ones are audited too.
public final class Entries {
    private final Tenants tenants;
    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final Access access;
    private final FilterCompiler filters;
    private final OperationalAttributes operational;
    private final Matching matching;
    private final AuditedChanges changes;
    private final SchemaChanges schemaChanges;
    private final InstantSource clock;

    Entries(
            Tenants tenants,
            DirectorySchema schema,
            DirectoryTree tree,
            AuditedChanges changes,
            PasswordAttributes passwords,
            SchemaChanges schemaChanges,
            InstantSource clock) {
        this.tenants = tenants;
        this.schema = schema;
        this.tree = tree;
        this.changes = changes;
        this.schemaChanges = schemaChanges;
        this.clock = clock;
        this.access = new Access(tenants.system(), schema);
        this.filters = new FilterCompiler(tree, schema);
        this.operational = new OperationalAttributes(tree, schema, passwords);
        this.matching = new Matching(tree, schema, operational);
    }

    /// The tenant whose suffix is the longest that the name ends with; empty when there is none.
    public Optional<TenantId> route(DistinguishedName name) {
        List<RelativeName> rdns = name.rdns();
        int from = rdns.size();
        while (from > 0 && isDomainComponent(rdns.get(from - 1))) {
            from--;
        }
        for (; from <= rdns.size() - 2; from++) {
            Optional<TenantId> tenant = tenant(rdns.subList(from, rdns.size()))
                    .filter(candidate -> tenants.find(candidate).isPresent());
            if (tenant.isPresent()) {
                return tenant;
            }
        }
        return Optional.empty();
    }

    private boolean isDomainComponent(RelativeName rdn) {
        return rdn.assertions().size() == 1
                && schema.attribute(rdn.type())
                        .filter(type -> type.key().equals("dc"))
                        .isPresent();
    }

    private Optional<TenantId> tenant(List<RelativeName> labels) {
        var domain = new StringBuilder();
        for (RelativeName label : labels) {
            domain.append(domain.isEmpty() ? "" : ".")
                    .append(schema.normalise(label), 3, schema.normalise(label).length());
        }
        try {
            return Optional.of(new TenantId(domain.toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The schema of the tenant that the name routes to; the standard one without a tenant.
    public DirectorySchema schemaOf(DistinguishedName name) {
        return route(name).map(schema::of).orElse(schema);
    }

    /// The subject of that name, for whoever checks its credentials: this look-up tells nobody else that it exists.
    public Optional<SubjectId> subjectAt(TenantId tenant, DistinguishedName name) {
        return tree.find(tenant, name).filter(Entry::isSubject).map(entry -> new SubjectId(entry.id()));
    }

    /// One entry with the selected attributes (as in [SearchQuery]); empty when it is missing or hidden.
    public Optional<FoundEntry> read(Requester requester, DistinguishedName name, List<String> attributes) {
        return route(name)
                .flatMap(tenant -> visible(access.visibility(requester, tenant), tenant, name))
                .map(entry -> new FoundEntry(
                        entry.id(),
                        entry.name(),
                        new AttributeSelection(attributes, false, schema.of(entry.tenant()), operational).of(entry)));
    }

    /// The entry, if the requester may see it; others are not even looked for.
    private Optional<Entry> visible(Access.Visibility visibility, TenantId tenant, DistinguishedName name) {
        return switch (visibility) {
            case Access.Visibility.Everything() -> tree.find(tenant, name);
            case Access.Visibility.Own(UUID id) ->
                tree.byId(tenant, id).filter(own -> normalised(own).equals(schema.normalise(name)));
            case Access.Visibility.Nothing() -> Optional.empty();
        };
    }

    private String normalised(Entry entry) {
        return schema.normalise(entry.distinguishedName());
    }

    /// Sends each match to `sink`, which may throw to end the search. [EntryOutcome.Refused] with a limit exceeded
    /// comes after what was found until then.
    public EntryOutcome search(Requester requester, SearchQuery query, Consumer<FoundEntry> sink) {
        return search(requester, query, SearchFlow.to(sink));
    }

    public EntryOutcome search(Requester requester, SearchQuery query, SearchFlow flow) {
        Optional<TenantId> tenant = route(query.base());
        if (tenant.isEmpty()) {
            return hidden();
        }
        Access.Visibility visibility = access.visibility(requester, tenant.get());
        Optional<Entry> base = base(visibility, tenant.get(), query.base());
        if (base.isEmpty()) {
            return missing(visibility, tenant.get(), query.base());
        }
        var selection =
                new AttributeSelection(query.attributes(), query.typesOnly(), schema.of(tenant.get()), operational);
        try {
            Condition condition = filters.compile(tenant.get(), query.filter());
            return new Search(
                            tree,
                            matching,
                            clock,
                            SearchLimits.of(query),
                            base.get(),
                            query.scope(),
                            condition,
                            flow,
                            entry -> flow.sink().accept(new FoundEntry(entry.id(), entry.name(), selection.of(entry))))
                    .run(visibility);
        } catch (ViolationException e) {
            return new EntryOutcome.Refused(Reason.of(e.code()), e.detail());
        }
    }

    /// Whether no entry of the tenant is hidden from the requester.
    public boolean seesEverything(Requester requester, TenantId tenant) {
        return access.visibility(requester, tenant) instanceof Access.Visibility.Everything;
    }

    /// Sends every entry of the tenant to `sink`, each behind the one above it, to one who sees all of them; to others
    /// nothing. Without the limits of a search.
    ///
    /// @param attributes as in [SearchQuery]
    public void everything(Requester requester, TenantId tenant, List<String> attributes, Consumer<FoundEntry> sink) {
        if (!seesEverything(requester, tenant)) {
            return;
        }
        var selection = new AttributeSelection(attributes, false, schema.of(tenant), operational);
        var above = new ArrayDeque<Entry>();
        tree.suffix(tenant).ifPresent(above::add);
        above.forEach(suffix -> sink.accept(new FoundEntry(suffix.id(), suffix.name(), selection.of(suffix))));
        while (!above.isEmpty()) {
            Entry parent = above.remove();
            String after = "";
            List<Entry> page;
            do {
                page = tree.children(tenant, parent, null, after, Search.PAGE);
                for (Entry entry : page) {
                    sink.accept(new FoundEntry(entry.id(), entry.name(), selection.of(entry)));
                    if (!entry.isSubject()) {
                        above.add(entry);
                    }
                }
                after = page.isEmpty() ? after : DirectoryTree.rdnOf(page.getLast());
            } while (page.size() == Search.PAGE);
        }
    }

    /// The base of a search: one who sees only its own entry may also start above it, where it knows that entries are.
    private Optional<Entry> base(Access.Visibility visibility, TenantId tenant, DistinguishedName name) {
        return switch (visibility) {
            case Access.Visibility.Everything() -> tree.find(tenant, name);
            case Access.Visibility.Own(UUID id) ->
                tree.byId(tenant, id)
                        .filter(own -> ("," + normalised(own)).endsWith("," + schema.normalise(name)))
                        .flatMap(_ -> tree.find(tenant, name));
            case Access.Visibility.Nothing() -> Optional.empty();
        };
    }

    /// [EntryOutcome.Compared], or [EntryOutcome.Refused] (RFC 4511 §4.10).
    public EntryOutcome compare(Requester requester, DistinguishedName name, String attribute, byte[] assertion) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        Access.Visibility visibility = access.visibility(requester, tenant.get());
        Optional<Entry> entry = visible(visibility, tenant.get(), name);
        if (entry.isEmpty()) {
            return missing(visibility, tenant.get(), name);
        }
        Optional<AttributeType> type = schema.of(tenant.get()).described(attribute);
        if (type.isEmpty()) {
            return new EntryOutcome.Refused(Reason.UNDEFINED_ATTRIBUTE_TYPE, "unknown attribute");
        }
        return compare(entry.get(), type.get(), assertion);
    }

    private EntryOutcome compare(Entry entry, AttributeType type, byte[] assertion) {
        if (matching.evaluate(new Condition.Present(schema.of(entry.tenant()).withSubtypes(type)), entry)
                != Truth.TRUE) {
            return new EntryOutcome.Refused(Reason.NO_SUCH_ATTRIBUTE, "no such attribute");
        }
        if (!type.hasEquality()) {
            return new EntryOutcome.Refused(Reason.INAPPROPRIATE_MATCHING, "not compared for equality");
        }
        return switch (matching.evaluate(filters.equality(entry.tenant(), type, assertion), entry)) {
            case TRUE -> new EntryOutcome.Compared(true);
            case FALSE -> new EntryOutcome.Compared(false);
            case UNDEFINED -> new EntryOutcome.Refused(Reason.INVALID_ATTRIBUTE_SYNTAX, "not a value of it");
        };
    }

    /// Adds a leaf (RFC 4511 §4.7). A clear-text `userPassword` is hashed and goes through the password policy.
    public EntryOutcome add(Requester requester, DistinguishedName name, List<Attribute> attributes) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        return changes.run(requester, tenant.get(), "entry.add", name, "", author -> {
            Access.Visibility visibility = access.visibility(requester, tenant.get());
            Optional<DistinguishedName> parent = name.parent();
            if (!(visibility instanceof Access.Visibility.Everything)
                    || parent.flatMap(above -> tree.find(tenant.get(), above)).isEmpty()) {
                return missing(visibility, tenant.get(), name);
            }
            return changes.writer().add(tenant.get(), name, attributes, author).isPresent()
                    ? new EntryOutcome.Done()
                    : new EntryOutcome.Refused(Reason.ENTRY_ALREADY_EXISTS, "there is an entry of that name");
        });
    }

    /// Applies all modifications in their order, or none (RFC 4511 §4.6).
    public EntryOutcome modify(Requester requester, DistinguishedName name, List<Modification> modifications) {
        if (isSubschema(name)) {
            return modifySchema(requester, modifications);
        }
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        String what = AuditedChanges.namesOf(modifications);
        return changes.run(requester, tenant.get(), "entry.modify", name, what, author -> {
            Access.Visibility visibility = access.visibility(requester, tenant.get());
            Optional<Entry> entry = visible(visibility, tenant.get(), name);
            if (entry.isPresent() && !access.permits(requester, visibility, modifications)) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to change");
            }
            return entry.isPresent()
                            && changes.writer().modify(tenant.get(), entry.get().id(), modifications, author)
                    ? new EntryOutcome.Done()
                    : missing(visibility, tenant.get(), name);
        });
    }

    private boolean isSubschema(DistinguishedName name) {
        return name.rdns().size() == 1 && schema.normalise(name).equals(schema.normalise(DirectorySchema.SUBENTRY));
    }

    /// The subschema subentry is seen by everybody; who administers a tenant changes what it shows of that one.
    private EntryOutcome modifySchema(Requester requester, List<Modification> modifications) {
        if (!(requester instanceof Requester.Authenticated authenticated)) {
            return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "bind to change the schema");
        }
        TenantId tenant = authenticated.principal().tenant();
        String what = AuditedChanges.namesOf(modifications);
        return changes.run(requester, tenant, "schema.modify", DirectorySchema.SUBENTRY, what, author -> {
            if (!seesEverything(requester, tenant)) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to change");
            }
            schemaChanges.modify(tenant, modifications, author.record());
            return new EntryOutcome.Done();
        });
    }

    /// Deletes a leaf (RFC 4511 §4.8).
    public EntryOutcome delete(Requester requester, DistinguishedName name) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        return changes.run(requester, tenant.get(), "entry.delete", name, "", author -> {
            Access.Visibility visibility = access.visibility(requester, tenant.get());
            Optional<Entry> entry = visible(visibility, tenant.get(), name);
            if (entry.isPresent() && !(visibility instanceof Access.Visibility.Everything)) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to delete");
            }
            return entry.isPresent()
                            && changes.writer().delete(tenant.get(), entry.get().id(), author)
                    ? new EntryOutcome.Done()
                    : missing(visibility, tenant.get(), name);
        });
    }

    /// Gives the entry another name, and with `newSuperior` another place, with all below it (RFC 4511 §4.9).
    public EntryOutcome modifyDn(
            Requester requester,
            DistinguishedName name,
            RelativeName newRdn,
            boolean deleteOldRdn,
            Optional<DistinguishedName> newSuperior) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        String what =
                "to " + newRdn + newSuperior.map(above -> " below " + above).orElse("");
        return changes.run(requester, tenant.get(), "entry.rename", name, what, author -> {
            Access.Visibility visibility = access.visibility(requester, tenant.get());
            Optional<Entry> entry = visible(visibility, tenant.get(), name);
            if (entry.isEmpty()) {
                return missing(visibility, tenant.get(), name);
            }
            if (!(visibility instanceof Access.Visibility.Everything)) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to rename");
            }
            @Nullable UUID parent = null; // null as long as it stays where it is
            if (newSuperior.isPresent()) {
                Optional<TenantId> other = route(newSuperior.get());
                if (other.isPresent() && !other.equals(tenant)) {
                    return access.visibility(requester, other.get()) instanceof Access.Visibility.Everything
                            ? new EntryOutcome.Refused(
                                    Reason.AFFECTS_MULTIPLE_DSAS, "entries do not move to another tenant")
                            : hidden();
                }
                Optional<Entry> superior = tree.find(tenant.get(), newSuperior.get());
                if (superior.isEmpty()) {
                    return missing(visibility, tenant.get(), newSuperior.get());
                }
                parent = superior.get().id();
            }
            return changes.mover().move(tenant.get(), entry.get().id(), newRdn, deleteOldRdn, parent, author)
                    ? new EntryOutcome.Done()
                    : missing(visibility, tenant.get(), name);
        });
    }

    /// Keeps others from changing the entry until the caller's transaction ends, so that what is read of it within
    /// is what a change of it meets. Without effect when the requester does not see the entry.
    public void hold(Requester requester, DistinguishedName name) {
        route(name)
                .flatMap(tenant -> visible(access.visibility(requester, tenant), tenant, name))
                .ifPresent(entry -> changes.writer().hold(entry.tenant(), entry.id()));
    }

    /// What is hidden and what does not exist look alike; who sees all learns how far the name leads.
    private EntryOutcome missing(Access.Visibility visibility, TenantId tenant, DistinguishedName name) {
        if (visibility instanceof Access.Visibility.Everything) {
            DistinguishedName matched =
                    tree.nearest(tenant, name).map(Entry::distinguishedName).orElseGet(DistinguishedName::empty);
            return new EntryOutcome.Refused(Reason.NO_SUCH_OBJECT, matched, "there is no such entry");
        }
        return hidden();
    }

    private static EntryOutcome hidden() {
        return new EntryOutcome.Refused(Reason.NO_SUCH_OBJECT, "there is no such entry");
    }
}
