package io.lightwave.directory.scim;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.dit.Names;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import io.lightwave.directory.scim.Mapping.Wanted;
import io.lightwave.directory.subject.Cursor;
import io.lightwave.directory.subject.SubjectAttributes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Users and groups as callers may see and change them: each change is one operation on an entry, or several in one
/// transaction, audited as LDAP's are.
final class Resources {
    private final Entries entries;
    private final DirectoryTree tree;
    private final SubjectAccess access;
    private final Schemas schemas;
    private final Mapping mapping;
    private final Representation representation;
    private final TransactionTemplate transactions;
    private final ObjectMapper json;

    Resources(
            Entries entries,
            DirectoryTree tree,
            SubjectAccess access,
            Schemas schemas,
            Representation representation,
            TransactionTemplate transactions,
            ObjectMapper json) {
        this.entries = entries;
        this.tree = tree;
        this.access = access;
        this.schemas = schemas;
        this.mapping = new Mapping(tree);
        this.representation = representation;
        this.transactions = transactions;
        this.json = json;
    }

    /// @throws ScimException also when the filter finds too much to look at
    Listing list(ResourceKind kind, TenantId tenant, Query query, Caller caller) {
        Optional<Names> names = DirectoryFilter.names(kind, query);
        if (names.isPresent() && entries.seesEverything(requester(caller), tenant)) {
            return named(kind, container(kind, tenant), names.get(), query, caller);
        }
        return page(tenant, query, matches(kind, tenant, query, caller), caller);
    }

    /// Of every kind (RFC 7644 §3.4.2.1): an attribute that a kind has not is without a value there.
    Listing list(TenantId tenant, Query query, Caller caller) {
        List<Match> found = new ArrayList<>();
        for (ResourceKind kind : ResourceKind.values()) {
            found.addAll(matches(kind, tenant, query.of(new FilterMatch(schemas, kind)), caller));
        }
        return page(tenant, query, found, caller);
    }

    private Entry container(ResourceKind kind, TenantId tenant) {
        return tree.container(tenant, kind.kind()).orElseThrow(ScimException::notFound);
    }

    /// In the order of their names, as the database has them.
    private Listing named(ResourceKind kind, Entry container, Names names, Query query, Caller caller) {
        TenantId tenant = container.tenant();
        DirectoryTree.SubjectPage found = query.cursor() != null
                ? tree.page(tenant, kind.kind(), names, query.last(), 0, query.count())
                : tree.page(tenant, kind.kind(), names, "", query.startIndex() - 1L, query.count());
        List<Entry> page = found.entries();
        readAhead(tenant, page.stream().map(Entry::id).toList(), showsGroups(kind, query.projection()));
        List<ObjectNode> shown = page.stream()
                .flatMap(entry -> shown(kind, entry, query.projection(), caller).stream())
                .map(resource -> query.projection().of(kind, resource))
                .toList();
        boolean more = !page.isEmpty() && page.size() == query.count();
        return new Listing(
                found.total(),
                query.cursor() == null ? query.startIndex() : null,
                query.cursor() != null && more ? Cursor.encode(DirectoryTree.rdnOf(page.getLast())) : null,
                shown);
    }

    private record Match(
            ResourceKind kind,
            UUID id,
            String name,
            @Nullable String key) {}

    private List<Match> matches(ResourceKind kind, TenantId tenant, Query query, Caller caller) {
        var match = new FilterMatch(schemas, kind);
        if (query.filter() != null) {
            match.check(query.filter());
        }
        var order = new SortOrder(schemas, kind, query.sortBy());
        List<Match> found = new ArrayList<>();
        var search = new SearchQuery(
                container(kind, tenant).distinguishedName(),
                SearchScope.SUB,
                DirectoryFilter.of(kind, query.filter()),
                Representation.selection(kind, true),
                false,
                0,
                Duration.ZERO);
        done(entries.search(requester(caller), search, entry -> {
            Optional<ObjectNode> resource =
                    tree.byId(tenant, entry.id()).flatMap(stored -> visible(kind, stored, entry, caller));
            if (resource.isPresent() && (query.filter() == null || match.of(query.filter(), resource.get()))) {
                found.add(new Match(kind, entry.id(), entry.name(), order.key(resource.get())));
            }
        }));
        return found;
    }

    private Listing page(TenantId tenant, Query query, List<Match> found, Caller caller) {
        found.sort(Comparator.<Match, @Nullable String>comparing(Match::key, SortOrder.keys(query.descending()))
                .thenComparing(one -> one.name().toLowerCase(Locale.ROOT)));
        int from = query.cursor() == null ? query.startIndex() - 1 : offset(query);
        int to = (int) Math.min(found.size(), (long) from + query.count());
        List<Match> page = found.subList(Math.min(from, to), to);
        readAhead(
                tenant,
                page.stream().map(Match::id).toList(),
                page.stream().anyMatch(one -> showsGroups(one.kind(), query.projection())));
        List<ObjectNode> shown = page.stream()
                .flatMap(one -> tree.byId(tenant, one.id()).stream()
                        .flatMap(entry -> shown(one.kind(), entry, query.projection(), caller).stream())
                        .map(resource -> query.projection().of(one.kind(), resource)))
                .toList();
        return new Listing(
                found.size(),
                query.cursor() == null ? query.startIndex() : null,
                query.cursor() != null && to < found.size() && to > from ? Cursor.encode(Integer.toString(to)) : null,
                shown);
    }

    private static int offset(Query query) {
        String last = query.last();
        if (!last.matches("[0-9]{0,9}")) {
            throw ScimException.bad("invalidCursor", "cursor: is none of this list");
        }
        return last.isEmpty() ? 0 : Integer.parseInt(last);
    }

    private Optional<ObjectNode> shown(ResourceKind kind, Entry entry, Projection projection, Caller caller) {
        boolean members = kind == ResourceKind.GROUP ? projection.shows("members") : projection.shows("groups");
        return entries.read(requester(caller), entry, Representation.selection(kind, members))
                .flatMap(found -> visible(kind, entry, found, caller));
    }

    private Optional<ObjectNode> visible(ResourceKind kind, Entry entry, FoundEntry found, Caller caller) {
        return Representation.is(entry, kind.kind())
                        && access.shows(caller.principal(), entry.tenant(), kind.kind(), new SubjectId(entry.id()))
                ? representation.of(kind, entry, found)
                : Optional.empty();
    }

    private void readAhead(TenantId tenant, List<UUID> ids, boolean groups) {
        tree.readAhead(tenant, ids);
        if (groups) {
            tree.readGroupsAhead(tenant, ids);
        }
    }

    private static boolean showsGroups(ResourceKind kind, Projection projection) {
        return kind == ResourceKind.USER && projection.shows("groups");
    }

    /// What is hidden from the caller and what does not exist look alike.
    ObjectNode get(ResourceKind kind, TenantId tenant, String id, Projection projection, Caller caller) {
        return shown(kind, entry(kind, tenant, id), projection, caller).orElseThrow(ScimException::notFound);
    }

    private Entry entry(ResourceKind kind, TenantId tenant, String id) {
        return Mapping.id(id)
                .flatMap(uuid -> tree.byId(tenant, uuid))
                .filter(entry -> Representation.is(entry, kind.kind()))
                .orElseThrow(ScimException::notFound);
    }

    ObjectNode create(ResourceKind kind, TenantId tenant, JsonNode body, Caller caller) {
        Wanted wanted = mapping.read(kind, tenant, schemas.conform(kind, body));
        String required = kind == ResourceKind.USER ? "userName" : "displayName";
        String name = wanted.name().orElseThrow(() -> ScimException.bad("invalidValue", required + ": is missing"));
        DistinguishedName dn =
                Unit.above(kind, tenant, wanted.unit()).child(kind.kind().namingAttribute(), name);
        List<Attribute> attributes =
                new ArrayList<>(SubjectAttributes.complete(kind.kind(), name, wanted.attributes()));
        wanted.password().ifPresent(password -> attributes.add(new Attribute("userPassword", password.utf8())));
        if (!wanted.active().orElse(true)) {
            attributes.add(new Attribute("pwdAccountLockedTime", EntryWriter.DISABLED));
        }
        if (!wanted.members().isEmpty()) {
            attributes.add(new Attribute("member", names(tenant, wanted.members())));
        }
        return changed(kind, tenant, caller, () -> {
            EntryOutcome outcome = entries.add(requester(caller), dn, attributes);
            if (outcome instanceof EntryOutcome.Refused refused && refused.reason() == Reason.NO_SUCH_OBJECT) {
                throw wanted.unit().isPresent()
                        ? noUnit(kind)
                        : forbidden(); // the caller may not even know of the container
            }
            done(outcome);
            return tree.find(tenant, dn).orElseThrow(ScimException::notFound).id();
        });
    }

    private interface Change {
        UUID run();
    }

    /// Makes a change in one transaction, and answers with what the caller may see of it then.
    private ObjectNode changed(ResourceKind kind, TenantId tenant, Caller caller, Change change) {
        return transactions.execute(_ -> get(kind, tenant, change.run().toString(), Projection.ALL, caller));
    }

    /// @param body what it is to be
    ObjectNode replace(
            ResourceKind kind, TenantId tenant, String id, @Nullable String ifMatch, JsonNode body, Caller caller) {
        ObjectNode wanted = schemas.conform(kind, body);
        return update(kind, tenant, id, ifMatch, _ -> wanted, caller);
    }

    /// @param body the operations
    ObjectNode patch(
            ResourceKind kind, TenantId tenant, String id, @Nullable String ifMatch, JsonNode body, Caller caller) {
        var patch = new Patch(json, schemas, kind, body);
        return update(kind, tenant, id, ifMatch, patch::apply, caller);
    }

    /// @param change of the resource as it is shown; what only the server sets does not matter in it
    private ObjectNode update(
            ResourceKind kind,
            TenantId tenant,
            String id,
            @Nullable String ifMatch,
            UnaryOperator<ObjectNode> change,
            Caller caller) {
        return changed(kind, tenant, caller, () -> {
            Requester requester = requester(caller);
            entries.hold(requester, entry(kind, tenant, id).distinguishedName());
            Entry entry = entry(kind, tenant, id);
            ObjectNode before = shown(kind, entry, Projection.ALL, caller).orElseThrow(ScimException::notFound);
            requireVersion(ifMatch, before);
            Wanted is = mapping.read(kind, tenant, schemas.conform(kind, before));
            Wanted wanted = mapping.read(kind, tenant, schemas.conform(kind, change.apply(before.deepCopy())));
            DistinguishedName name = renamed(kind, entry, is, wanted, requester);
            List<Modification> modifications = modifications(kind, entry, is, wanted);
            if (!modifications.isEmpty()) {
                done(entries.modify(requester, name, modifications));
            }
            return entry.id();
        });
    }

    private DistinguishedName renamed(ResourceKind kind, Entry entry, Wanted is, Wanted wanted, Requester requester) {
        DistinguishedName name = entry.distinguishedName();
        String wish =
                wanted.name().orElseThrow(() -> ScimException.bad("invalidValue", "the name: cannot be taken away"));
        boolean stays = wanted.unit().isEmpty() || wanted.unit().equals(is.unit()); // left out of a PUT, it stays
        if (stays && is.name().equals(wanted.name())) {
            return name;
        }
        RelativeName rdn = is.name().equals(wanted.name())
                ? name.rdns().getFirst()
                : RelativeName.of(kind.kind().namingAttribute(), wish);
        Optional<DistinguishedName> superior =
                stays ? Optional.empty() : Optional.of(Unit.above(kind, entry.tenant(), wanted.unit()));
        EntryOutcome outcome = entries.modifyDn(requester, name, rdn, true, superior);
        if (!stays && outcome instanceof EntryOutcome.Refused refused && refused.reason() == Reason.NO_SUCH_OBJECT) {
            throw noUnit(kind);
        }
        done(outcome);
        return superior.orElseGet(() -> name.parent().orElseThrow()).child(rdn);
    }

    private static ScimException noUnit(ResourceKind kind) {
        return ScimException.bad(
                "invalidValue", kind.placing() + ":" + Unit.MEMBER + ": there is no such unit for the caller");
    }

    private List<Modification> modifications(ResourceKind kind, Entry entry, Wanted is, Wanted wanted) {
        List<Modification> modifications = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(is.attributes().keySet());
        names.addAll(wanted.attributes().keySet());
        Map<String, List<String>> replaced = new LinkedHashMap<>();
        for (String attribute : names) {
            List<String> values = wanted.attributes().getOrDefault(attribute, List.of());
            if (!values.equals(is.attributes().getOrDefault(attribute, List.of()))) {
                replaced.put(attribute, values);
            }
        }
        if (kind == ResourceKind.USER) {
            boolean renamed = !is.name().equals(wanted.name());
            for (String needed : List.of("cn", "sn")) { // for which the name of the user stands in
                boolean changes = replaced.containsKey(needed) || (renamed && holds(entry, needed, is.name()));
                if (changes && !wanted.attributes().containsKey(needed)) {
                    replaced.put(needed, List.of(wanted.name().orElseThrow()));
                }
            }
        }
        modifications.addAll(SubjectAttributes.missingClasses(classes(entry), replaced));
        replaced.forEach((attribute, values) -> modifications.add(
                new Modification(ModificationType.REPLACE, attribute, values.toArray(String[]::new))));
        wanted.password()
                .ifPresent(password ->
                        modifications.add(new Modification(ModificationType.REPLACE, "userPassword", password.utf8())));
        wanted.active()
                .filter(active -> active != entry.enabled())
                .ifPresent(active -> modifications.add(new Modification(
                        ModificationType.REPLACE,
                        "pwdAccountLockedTime",
                        active ? new String[0] : new String[] {EntryWriter.DISABLED})));
        members(ModificationType.DELETE, entry, is.members(), wanted.members()).ifPresent(modifications::add);
        members(ModificationType.ADD, entry, wanted.members(), is.members()).ifPresent(modifications::add);
        return modifications;
    }

    private Optional<Modification> members(ModificationType how, Entry group, Set<UUID> those, Set<UUID> without) {
        Set<UUID> ids = new HashSet<>(those);
        ids.removeAll(without);
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(new Modification(
                        how, "member", names(group.tenant(), ids).toArray(String[]::new)));
    }

    private List<String> names(TenantId tenant, Collection<UUID> ids) {
        return ids.stream()
                .flatMap(id -> tree.byId(tenant, id).stream())
                .map(Entry::name)
                .toList();
    }

    private static boolean holds(Entry entry, String attribute, Optional<String> value) {
        return entry.attributes().stream()
                .filter(values -> values.type().key().equals(attribute))
                .anyMatch(values -> Arrays.asList(values.attribute().getValues())
                        .equals(value.stream().toList()));
    }

    private static Set<String> classes(Entry entry) {
        var classes = new HashSet<String>();
        entry.attributes().stream()
                .filter(values -> values.type().key().equals("objectclass"))
                .flatMap(values -> Stream.of(values.attribute().getValues()))
                .forEach(name -> classes.add(name.toLowerCase(Locale.ROOT)));
        return classes;
    }

    void delete(ResourceKind kind, TenantId tenant, String id, @Nullable String ifMatch, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            Requester requester = requester(caller);
            entries.hold(requester, entry(kind, tenant, id).distinguishedName());
            Entry entry = entry(kind, tenant, id);
            requireVersion(ifMatch, get(kind, tenant, id, Projection.ALL, caller));
            done(entries.delete(requester, entry.distinguishedName()));
        });
    }

    private static void requireVersion(@Nullable String ifMatch, ObjectNode resource) {
        if (ifMatch != null && !isAmong(version(resource), ifMatch)) {
            throw new ScimException(HttpStatus.PRECONDITION_FAILED, "", "the resource was changed in the meantime");
        }
    }

    /// Whether the entity tag is one of a header's (RFC 9110 §13.1), which are all weak here.
    static boolean isAmong(String version, String header) {
        return header.equals("*")
                || Stream.of(header.split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(version.replaceFirst("^W/", "")::equals);
    }

    URI location(ResourceKind kind, TenantId tenant, String id) {
        return representation.location(kind, tenant, id);
    }

    /// The entity tag of a resource.
    static String version(ObjectNode resource) {
        return resource.path("meta").path("version").asString("");
    }

    private static Requester requester(Caller caller) {
        return Requester.of(caller);
    }

    private static ScimException forbidden() {
        return new ScimException(HttpStatus.FORBIDDEN, "", "no access rule lets the caller do this");
    }

    private static void done(EntryOutcome outcome) {
        if (!(outcome instanceof EntryOutcome.Refused refused)) {
            return;
        }
        throw switch (refused.reason()) {
            case NO_SUCH_OBJECT -> ScimException.notFound();
            case INSUFFICIENT_ACCESS_RIGHTS -> forbidden();
            case NAME_IN_SETTINGS, OLD_PASSWORD_MISSING, PASSWORD_CHANGE_NOT_ALLOWED ->
                new ScimException(HttpStatus.FORBIDDEN, "", refused.diagnostic());
            case ENTRY_ALREADY_EXISTS ->
                new ScimException(HttpStatus.CONFLICT, "uniqueness", "the name is taken: " + refused.diagnostic());
            case VALUE_TAKEN -> new ScimException(HttpStatus.CONFLICT, "uniqueness", refused.diagnostic());
            case NOT_ALLOWED_ON_NON_LEAF, UNWILLING_TO_PERFORM ->
                new ScimException(HttpStatus.CONFLICT, "", refused.diagnostic());
            case BUSY -> new ScimException(HttpStatus.SERVICE_UNAVAILABLE, "", "busy, try again");
            case SIZE_LIMIT_EXCEEDED, TIME_LIMIT_EXCEEDED, ADMIN_LIMIT_EXCEEDED ->
                ScimException.bad("tooMany", "the filter leaves too much to look at");
            default -> ScimException.bad("invalidValue", refused.diagnostic());
        };
    }
}
