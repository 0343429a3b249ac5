package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.access.Grants;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.DynamicEntries;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import io.lightwave.directory.subschema.SchemaChanges;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The entries of all tenants, as requesters may see and change them. Changes are audited in
/// their own transaction (`entry.add`, `entry.modify`, `entry.rename`, `entry.delete`); refused ones are audited too.
public final class Entries {
    private final Tenants tenants;
    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final Access access;
    private final Permissions permissions;
    private final IdentityLimits limits;
    private final FilterCompiler filters;
    private final OperationalAttributes operational;
    private final Matching matching;
    private final Aliases aliases;
    private final Referrals referrals;
    private final AuditedChanges changes;
    private final DynamicEntries dynamic;
    private final SchemaChanges schemaChanges;
    private final ChangeFeed feed;
    private final InstantSource clock;

    Entries(
            Tenants tenants,
            DirectorySchema schema,
            DirectoryTree tree,
            AuditedChanges changes,
            Access access,
            Permissions permissions,
            PasswordAttributes passwords,
            DynamicEntries dynamic,
            SchemaChanges schemaChanges,
            ChangeFeed feed,
            InstantSource clock) {
        this.tenants = tenants;
        this.schema = schema;
        this.tree = tree;
        this.changes = changes;
        this.dynamic = dynamic;
        this.schemaChanges = schemaChanges;
        this.feed = feed;
        this.clock = clock;
        this.access = access;
        this.permissions = permissions;
        this.limits = new IdentityLimits(access, tree, schema);
        this.filters = new FilterCompiler(tree, schema);
        this.operational = new OperationalAttributes(tree, schema, passwords, dynamic);
        this.matching = new Matching(tree, schema, operational);
        this.aliases = new Aliases(tree, schema, access);
        this.referrals = new Referrals(tree, schema, access);
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

    /// The name of the entry that the subject of that id is; empty when there is none.
    public Optional<DistinguishedName> nameOf(TenantId tenant, SubjectId subject) {
        return tree.byId(tenant, subject.value()).filter(Entry::isSubject).map(Entry::distinguishedName);
    }

    /// The name of the entry that the user of that name is; empty when there is none.
    public Optional<DistinguishedName> nameOfUser(TenantId tenant, String userName) {
        return tree.subject(tenant, SubjectKind.USER, userName).map(Entry::distinguishedName);
    }

    /// One entry with the selected attributes (as in [SearchQuery]); empty when it is missing or hidden.
    public Optional<FoundEntry> read(Requester requester, DistinguishedName name, List<String> attributes) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        View view = access.view(requester, tenant.get());
        return access.known(view, tenant.get(), name)
                .filter(entry -> view.of(entry).any(Right.READ))
                .map(entry -> found(
                        entry,
                        view.of(entry),
                        new AttributeSelection(attributes, false, schema.of(entry.tenant()), operational)));
    }

    /// The same of an entry that was found before.
    public Optional<FoundEntry> read(Requester requester, Entry entry, List<String> attributes) {
        View view = access.view(requester, entry.tenant());
        return access.known(view, entry)
                .filter(known -> view.of(known).any(Right.READ))
                .map(known -> found(
                        known,
                        view.of(known),
                        new AttributeSelection(attributes, false, schema.of(known.tenant()), operational)));
    }

    private static FoundEntry found(Entry entry, Grants grants, AttributeSelection selection) {
        return new FoundEntry(entry.id(), entry.name(), selection.of(entry, grants.attributes(Right.READ)));
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
        View view = access.view(requester, tenant.get());
        if (!query.traversal().managesReferrals()) {
            Optional<EntryOutcome.Referred> elsewhere = referrals.at(view, tenant.get(), query.base(), query.scope());
            if (elsewhere.isPresent()) {
                return elsewhere.get();
            }
        }
        Optional<Entry> base = access.base(view, tenant.get(), query.base());
        if (query.traversal().dereferencesBase()
                && base.filter(entry -> !entry.isAlias()).isEmpty()) {
            return switch (aliases.base(view, tenant.get(), query.base())) {
                case Aliases.Place.Found(Entry entry) -> search(requester, query, flow, view, entry);
                case Aliases.Place.Missing(DistinguishedName name) ->
                    looked(requester, view, tenant.get(), "entry.search", name);
                case Aliases.Place.Problem(EntryOutcome.Refused problem) -> problem;
            };
        }
        return base.isPresent()
                ? search(requester, query, flow, view, base.get())
                : looked(requester, view, tenant.get(), "entry.search", query.base());
    }

    /// Where the entry of that name, or what would stand there, is held, if that is elsewhere.
    public Optional<EntryOutcome.Referred> referral(Requester requester, DistinguishedName name) {
        return route(name).flatMap(tenant -> referrals.at(access.view(requester, tenant), tenant, name, null));
    }

    /// Where searches of the requester from that name begin; empty when nothing is there that it may see, when it is
    /// held elsewhere, or an alias.
    public Optional<SearchPlace> place(Requester requester, DistinguishedName name) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        View view = access.view(requester, tenant.get());
        if (referrals.at(view, tenant.get(), name, null).isPresent()) {
            return Optional.empty();
        }
        return access.base(view, tenant.get(), name)
                .filter(entry -> !entry.isAlias())
                .map(entry -> new SearchPlace(
                        name, view, entry, referrals.of(tenant.get()), limits.of(requester, tenant.get())));
    }

    /// As [#search(Requester, SearchQuery, SearchFlow)], from a place that was found before; with no more entries than
    /// the requester may have.
    public EntryOutcome search(SearchPlace place, SearchQuery query, SearchFlow flow) {
        return search(place.limits().within(query), query, flow, place.view(), place.entry(), place.referrals());
    }

    private EntryOutcome search(Requester requester, SearchQuery query, SearchFlow flow, View view, Entry base) {
        return search(
                limits(requester, query, flow, base.tenant()), query, flow, view, base, referrals.of(base.tenant()));
    }

    private EntryOutcome search(
            SearchLimits most,
            SearchQuery query,
            SearchFlow flow,
            View view,
            Entry base,
            List<Entry> referralsOfTenant) {
        TenantId tenant = base.tenant();
        var selection = new AttributeSelection(query.attributes(), query.typesOnly(), schema.of(tenant), operational);
        var detours = new Detours(
                aliases,
                referrals,
                referralsOfTenant,
                query.traversal(),
                view,
                base,
                query.scope(),
                flow.continuation());
        try {
            Condition condition = filters.compile(tenant, query.filter(), view);
            return new Search(
                            tree,
                            matching,
                            clock,
                            most,
                            base,
                            query.scope(),
                            condition,
                            flow,
                            view,
                            detours,
                            (entry, grants) -> flow.sink().accept(found(entry, grants, selection)))
                    .run();
        } catch (ViolationException e) {
            return new EntryOutcome.Refused(Reason.of(e), e.detail());
        }
    }

    /// Entries whose ids are given have been found already. How many are sent is for [#limited] to
    /// say, since one search may be done in parts.
    private SearchLimits limits(Requester requester, SearchQuery query, SearchFlow flow, TenantId tenant) {
        if (flow.only() != null) {
            return SearchLimits.SERVER.within(query);
        }
        SearchLimits own = limits.of(requester, tenant);
        return new SearchLimits(SearchLimits.SERVER.size(), own.time(), own.candidates()).within(query);
    }

    /// The same search for no more entries, in no more time, than the requester may have.
    public SearchQuery limited(Requester requester, SearchQuery query) {
        return route(query.base())
                .map(tenant -> limits.of(requester, tenant))
                .filter(SearchLimits::isLessThanServer)
                .map(own -> query.within(own.within(query)))
                .orElse(query);
    }

    /// Audits that something is not there for a requester that does not see everything, whether it exists or not.
    private EntryOutcome looked(
            Requester requester, View view, TenantId tenant, String action, DistinguishedName name) {
        EntryOutcome.Refused missing = missing(view, tenant, name);
        if (!view.isEverything()) {
            changes.refused(requester, tenant, action, name, missing);
        }
        return missing;
    }

    /// Whether no entry of the tenant is hidden from the requester.
    public boolean seesEverything(Requester requester, TenantId tenant) {
        return access.view(requester, tenant).isEverything();
    }

    /// Says on what the requester's sight of the tenant depends: another text when its groups or the rules have
    /// changed.
    public String sightOf(Requester requester, TenantId tenant) {
        if (seesEverything(requester, tenant)) {
            return "everything";
        }
        String rules = access.rulesVersion(tenant);
        if (!(requester instanceof Requester.Authenticated authenticated)) {
            return "anonymous " + rules;
        }
        ActivePrincipal principal = authenticated.principal();
        List<String> groups = principal.groups().stream().sorted().toList();
        return "%s %s %s %s".formatted(principal.tenant(), principal.id(), groups, rules);
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
        above.forEach(suffix -> sink.accept(found(suffix, View.everything().of(suffix), selection)));
        while (!above.isEmpty()) {
            Entry parent = above.remove();
            String after = "";
            List<Entry> page;
            do {
                page = tree.children(tenant, parent, after, Search.PAGE);
                for (Entry entry : page) {
                    sink.accept(found(entry, View.everything().of(entry), selection));
                    if (!entry.isSubject()) {
                        above.add(entry);
                    }
                }
                after = page.isEmpty() ? after : DirectoryTree.rdnOf(page.getLast());
            } while (page.size() == Search.PAGE);
        }
    }

    /// Sends what stands directly below an entry to `sink`, in the order of normalised relative names: what the
    /// requester may read, and without attributes what is above that.
    ///
    /// @param attributes as in [SearchQuery]
    /// @param after the normalised relative name of the last one that was seen, or an empty text
    /// @param most how many are sent
    public EntryOutcome children(
            Requester requester,
            DistinguishedName name,
            List<String> attributes,
            String after,
            int most,
            Consumer<FoundEntry> sink) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        View view = access.view(requester, tenant.get());
        Optional<Entry> parent = access.base(view, tenant.get(), name);
        if (parent.isEmpty()) {
            return looked(requester, view, tenant.get(), "entry.search", name);
        }
        var selection = new AttributeSelection(attributes, false, schema.of(tenant.get()), operational);
        int size = view.isEverything() ? most : Search.PAGE;
        int candidates = limits.of(requester, tenant.get()).candidates();
        int found = 0;
        List<Entry> page;
        do {
            page = tree.children(tenant.get(), parent.get(), after, size);
            for (Entry entry : page) {
                Grants grants = view.of(entry);
                if (grants.any(Right.READ) || (!entry.isSubject() && access.isAboveReadable(view, entry))) {
                    sink.accept(found(entry, grants, selection));
                    if (++found == most) {
                        return new EntryOutcome.Done();
                    }
                }
            }
            candidates -= page.size();
            after = page.isEmpty() ? after : DirectoryTree.rdnOf(page.getLast());
        } while (page.size() == size && candidates > 0);
        return page.size() == size
                ? new EntryOutcome.Refused(Reason.ADMIN_LIMIT_EXCEEDED, "too much to look at")
                : new EntryOutcome.Done();
    }

    /// [EntryOutcome.Compared], or [EntryOutcome.Refused] (RFC 4511 §4.10).
    public EntryOutcome compare(Requester requester, DistinguishedName name, String attribute, byte[] assertion) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        View view = access.view(requester, tenant.get());
        Optional<Entry> entry = access.known(view, tenant.get(), name);
        if (entry.isEmpty()) {
            return looked(requester, view, tenant.get(), "entry.compare", name);
        }
        Optional<AttributeType> type = schema.of(tenant.get()).asked(attribute);
        if (type.isEmpty()) {
            return new EntryOutcome.Refused(Reason.UNDEFINED_ATTRIBUTE_TYPE, "unknown attribute");
        }
        Grants grants = view.of(entry.get());
        if (!grants.allows(Right.COMPARE, type.get())) {
            var refused = new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to compare");
            changes.refused(requester, tenant.get(), "entry.compare", name, refused);
            return refused;
        }
        return compare(entry.get(), type.get(), assertion, grants.attributes(Right.COMPARE));
    }

    private EntryOutcome compare(
            Entry entry, AttributeType type, byte[] assertion, Predicate<AttributeType> comparable) {
        var present = new Condition.Present(schema.of(entry.tenant()).withSubtypes(type));
        if (matching.evaluate(present, entry, comparable) != Truth.TRUE) {
            return new EntryOutcome.Refused(Reason.NO_SUCH_ATTRIBUTE, "no such attribute");
        }
        if (!type.hasEquality()) {
            return new EntryOutcome.Refused(Reason.INAPPROPRIATE_MATCHING, "not compared for equality");
        }
        return switch (matching.evaluate(filters.equality(entry.tenant(), type, assertion), entry, comparable)) {
            case TRUE -> new EntryOutcome.Compared(true);
            case FALSE -> new EntryOutcome.Compared(false);
            case UNDEFINED -> new EntryOutcome.Refused(Reason.INVALID_ATTRIBUTE_SYNTAX, "not a value of it");
        };
    }

    /// Adds a leaf (RFC 4511 §4.7). A clear-text `userPassword` is hashed and goes through the password policy.
    public EntryOutcome add(Requester requester, DistinguishedName name, List<Attribute> attributes) {
        return add(requester, name, attributes, false);
    }

    /// @param relaxed whether who made and changed the entry, and when, may be among the attributes, if the requester
    ///     administers the tenant; to others the whole is refused then
    public EntryOutcome add(Requester requester, DistinguishedName name, List<Attribute> attributes, boolean relaxed) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        View view = access.view(requester, tenant.get());
        String what = relaxed ? "by relaxed rules" : "";
        return changes.run(requester, tenant.get(), view.isEverything(), relaxed, "entry.add", name, what, author -> {
            Optional<Entry> parent = view.isNothing()
                    ? Optional.empty()
                    : name.parent().flatMap(above -> tree.find(tenant.get(), above));
            if (parent.isEmpty()) {
                return access.known(view, tenant.get(), name).isPresent() // the suffix, above which nothing is
                        ? new EntryOutcome.Refused(Reason.ENTRY_ALREADY_EXISTS, "there is an entry of that name")
                        : missing(view, tenant.get(), name);
            }
            if (relaxed && !view.isEverything()) {
                return notRelaxed();
            }
            RelativeName rdn = name.rdns().getFirst();
            Optional<EntryOutcome.Refused> refused = permissions
                    .refusesNew(view, parent.get(), rdn, attributes)
                    .or(() -> permissions.refusesName(view, parent.get(), rdn, attributes));
            if (refused.isPresent()) {
                return refused.get().reason() == Reason.NO_SUCH_OBJECT
                        ? missing(view, tenant.get(), name)
                        : refused.get();
            }
            return changes.writer().add(tenant.get(), name, attributes, author).isPresent()
                    ? new EntryOutcome.Done()
                    : new EntryOutcome.Refused(Reason.ENTRY_ALREADY_EXISTS, "there is an entry of that name");
        });
    }

    /// Applies all modifications in their order, or none (RFC 4511 §4.6).
    public EntryOutcome modify(Requester requester, DistinguishedName name, List<Modification> modifications) {
        return modify(requester, name, modifications, false);
    }

    /// @param relaxed whether who made and changed the entry, and when, and its structural class may be modified too,
    ///     if the requester administers the tenant; to others the whole is refused then
    public EntryOutcome modify(
            Requester requester, DistinguishedName name, List<Modification> modifications, boolean relaxed) {
        if (schema.isSubentry(name)) {
            return relaxed
                    ? new EntryOutcome.Refused(Reason.UNWILLING_TO_PERFORM, "the rules of a schema are not relaxed")
                    : modifySchema(requester, modifications);
        }
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        String what = AuditedChanges.namesOf(modifications) + (relaxed ? ", by relaxed rules" : "");
        View view = access.view(requester, tenant.get());
        return changes.run(
                requester, tenant.get(), view.isEverything(), relaxed, "entry.modify", name, what, author -> {
                    Optional<Entry> entry = access.known(view, tenant.get(), name);
                    if (entry.isPresent() && relaxed && !view.isEverything()) {
                        return notRelaxed();
                    }
                    if (entry.isPresent() && !permissions.modifies(view, entry.get(), modifications)) {
                        return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to change");
                    }
                    if (entry.isPresent() && !permissions.knowsMembers(view, tenant.get(), modifications)) {
                        return new EntryOutcome.Refused(Reason.CONSTRAINT_VIOLATION, "a member has to be an entry");
                    }
                    return entry.isPresent()
                                    && changes.writer()
                                            .modify(tenant.get(), entry.get().id(), modifications, author)
                            ? new EntryOutcome.Done()
                            : missing(view, tenant.get(), name);
                });
    }

    /// The subschema subentry is seen by everybody; who administers a tenant changes what it shows of that one.
    private EntryOutcome modifySchema(Requester requester, List<Modification> modifications) {
        return requester instanceof Requester.Authenticated authenticated
                ? modifySchema(requester, authenticated.principal().tenant(), modifications)
                : new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "bind to change the schema");
    }

    /// Changes the schema of a tenant, whose own or the system's administrator the requester is (RFC 4512 §4.2).
    public EntryOutcome modifySchema(Requester requester, TenantId tenant, List<Modification> modifications) {
        String what = AuditedChanges.namesOf(modifications);
        return changes.run(
                requester,
                tenant,
                seesEverything(requester, tenant),
                "schema.modify",
                DirectorySchema.SUBENTRY,
                what,
                author -> {
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
        View view = access.view(requester, tenant.get());
        return changes.run(requester, tenant.get(), view.isEverything(), "entry.delete", name, "", author -> {
            Optional<Entry> entry = access.known(view, tenant.get(), name);
            if (entry.isPresent() && !permissions.deletes(view, entry.get())) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to delete");
            }
            return entry.isPresent()
                            && changes.writer().delete(tenant.get(), entry.get().id(), author)
                    ? new EntryOutcome.Done()
                    : missing(view, tenant.get(), name);
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
        View view = access.view(requester, tenant.get());
        return changes.run(requester, tenant.get(), view.isEverything(), "entry.rename", name, what, author -> {
            Optional<Entry> entry = access.known(view, tenant.get(), name);
            if (entry.isEmpty()) {
                return missing(view, tenant.get(), name);
            }
            if (view.isOwnOnly()) {
                return notYoursToRename();
            }
            Optional<Entry> superior = Optional.empty();
            if (newSuperior.isPresent()) {
                Optional<TenantId> other = route(newSuperior.get());
                if (other.isPresent() && !other.equals(tenant)) {
                    return seesEverything(requester, other.get())
                            ? new EntryOutcome.Refused(
                                    Reason.AFFECTS_MULTIPLE_DSAS, "entries do not move to another tenant")
                            : hidden();
                }
                superior = access.known(view, tenant.get(), newSuperior.get());
                if (superior.isEmpty()) {
                    return missing(view, tenant.get(), newSuperior.get());
                }
            }
            if (!permissions.moves(view, entry.get(), newRdn, deleteOldRdn, superior)) {
                return notYoursToRename();
            }
            RelativeName oldRdn = entry.get().distinguishedName().rdns().getFirst();
            Optional<EntryOutcome.Refused> refused = schema.normalise(newRdn).equals(schema.normalise(oldRdn))
                    ? Optional.empty()
                    : permissions.refusesName(view, tenant.get(), entry.get().kind(), newRdn);
            if (refused.isPresent()) {
                return refused.get();
            }
            @Nullable UUID parent = superior.map(Entry::id).orElse(null); // null as long as it stays where it is
            return changes.mover().move(tenant.get(), entry.get().id(), newRdn, deleteOldRdn, parent, author)
                    ? new EntryOutcome.Done()
                    : missing(view, tenant.get(), name);
        });
    }

    /// Gives a dynamic entry another time to live (RFC 2589 §4), for who may write its `entryTtl`.
    ///
    /// @param time at most [DynamicEntries#MAXIMUM_SECONDS]
    public EntryOutcome refresh(Requester requester, DistinguishedName name, Duration time) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return hidden();
        }
        View view = access.view(requester, tenant.get());
        String what = "for %d s".formatted(time.toSeconds());
        return changes.run(requester, tenant.get(), view.isEverything(), "entry.refresh", name, what, author -> {
            Optional<Entry> entry = access.known(view, tenant.get(), name);
            if (entry.isEmpty()) {
                return missing(view, tenant.get(), name);
            }
            if (!view.of(entry.get()).allows(Right.WRITE, schema.require("entryTtl"))) {
                return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to refresh");
            }
            if (!dynamic.isDynamic(entry.get())) {
                return new EntryOutcome.Refused(Reason.OBJECT_CLASS_VIOLATION, "not a dynamic entry");
            }
            return changes.writer().refresh(tenant.get(), entry.get().id(), time, author)
                    ? new EntryOutcome.Done()
                    : missing(view, tenant.get(), name);
        });
    }

    private static EntryOutcome notRelaxed() {
        return new EntryOutcome.Refused(
                Reason.INSUFFICIENT_ACCESS_RIGHTS, "rules are relaxed for who administers the tenant");
    }

    private static EntryOutcome notYoursToRename() {
        return new EntryOutcome.Refused(Reason.INSUFFICIENT_ACCESS_RIGHTS, "not yours to rename");
    }

    /// Keeps others from changing the entry until the caller's transaction ends, so that what is read of it within
    /// is what a change of it meets. Of an entry that the requester does not see nothing is kept.
    public void hold(Requester requester, DistinguishedName name) {
        route(name)
                .flatMap(tenant -> access.known(access.view(requester, tenant), tenant, name))
                .ifPresent(entry -> changes.writer().hold(entry.tenant(), entry.id()));
        feed.catchUp(); // what is read from here on is at least as new as the lock
    }

    /// The subject of that name, if the requester may act as it (RFC 4370): an administrator as whom it
    /// administers, and others as those that rules let them, which is never more than they may themselves.
    public Optional<SubjectId> proxied(Requester requester, DistinguishedName name) {
        Optional<TenantId> tenant = route(name);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        View view = access.view(requester, tenant.get());
        return access.known(view, tenant.get(), name)
                .filter(Entry::isSubject)
                .filter(subject -> permissions.proxies(view, subject))
                .map(subject -> new SubjectId(subject.id()));
    }

    /// The subject of that name, if the requester has any right to its entry.
    public Optional<SubjectId> known(Requester requester, DistinguishedName name) {
        return route(name)
                .flatMap(tenant -> access.known(access.view(requester, tenant), tenant, name))
                .filter(Entry::isSubject)
                .map(entry -> new SubjectId(entry.id()));
    }

    /// What the names in entries that a requester has found lead to; empty when the name is of no tenant.
    public Optional<Dereferences> dereferences(Requester requester, DistinguishedName base) {
        return route(base)
                .map(tenant -> new Dereferences(
                        access, tree, schema.of(tenant), operational, access.view(requester, tenant), tenant));
    }

    /// What somebody may do with an entry that a requester has found, as attributes of it; none when that is not the
    /// requester's to know.
    public List<Attribute> rights(Requester requester, RightsQuery query, FoundEntry found) {
        DistinguishedName name = DistinguishedName.parse(found.name());
        Optional<Entry> entry = route(name).flatMap(tenant -> tree.byId(tenant, found.id()));
        if (entry.isEmpty()) {
            return List.of();
        }
        DirectorySchema known = schema.of(entry.get().tenant());
        var types = new LinkedHashSet<AttributeType>();
        found.attributes()
                .forEach(attribute -> known.described(attribute.getName()).ifPresent(types::add));
        query.attributes().forEach(attribute -> known.described(attribute).ifPresent(types::add));
        return access.rights(requester, entry.get(), types, query);
    }

    /// What is hidden and what does not exist look alike; how far the name leads is told as far as it is known.
    private EntryOutcome.Refused missing(View view, TenantId tenant, DistinguishedName name) {
        return new EntryOutcome.Refused(
                Reason.NO_SUCH_OBJECT, access.matched(view, tenant, name), "there is no such entry");
    }

    static EntryOutcome.Refused hidden() {
        return new EntryOutcome.Refused(Reason.NO_SUCH_OBJECT, "there is no such entry");
    }
}
