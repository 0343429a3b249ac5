package io.lightwave.directory.dit;

import static java.util.stream.Collectors.toMap;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads of the tree of each tenant, from bounded caches when warm (see [ChangeFeed]).
public final class DirectoryTree {
    /// So many ids one cached look-up by value holds; what more entries have in common is read page by page.
    public static final int MAXIMUM_IDS = 1000;

    private static final int BYTES_OF_ID = 24;
    private static final int LENGTH_OF_ID = 36; // as text
    private static final int MAXIMUM_PARENTS = 10_000;
    private static final int READ_AT_ONCE = 500;

    static final String ENTRY = "entry";
    static final String CHILD = "child";
    static final String VALUE = "value";
    static final String GROUPS = "groups";
    static final String SUBORDINATES = "subordinates";

    private final EntryRows rows;
    private final MemberRows members;
    private final DirectorySchema schema;
    private final AttributeJson json;
    private final CommonValues common = new CommonValues();
    private final ChangeFeed.CachedById<Entry> entries;
    private final ChangeFeed.Cached<UUID> children;
    private final ChangeFeed.Cached<List<UUID>> values;
    private final ChangeFeed.CachedById<Set<UUID>> groups;
    private final ChangeFeed.CachedById<Set<UUID>> directGroups;
    private final ChangeFeed.Cached<Boolean> parents;
    private final ChangeFeed.Cached<Long> subordinates;
    private final ChangeFeed.Cached<EntryRows.Extent> extents;

    DirectoryTree(EntryRows rows, MemberRows members, DirectorySchema schema, AttributeJson json, ChangeFeed feed) {
        this.rows = rows;
        this.members = members;
        this.schema = schema;
        this.json = json;
        long heap = Runtime.getRuntime().maxMemory();
        this.entries = feed.cacheById(ENTRY, heap * 2 / 5, Entry::bytes, this::load);
        this.children = feed.cache(CHILD, heap / 12, _ -> BYTES_OF_ID, this::loadChild);
        this.values = feed.cache(VALUE, heap * 3 / 20, DirectoryTree::bytesOf, this::loadIds);
        this.groups = feed.cacheById(
                GROUPS,
                heap / 24,
                DirectoryTree::bytesOf,
                (tenant, id) -> Optional.of(Set.copyOf(members.groupsOf(tenant, id))));
        this.directGroups = feed.cacheById(
                GROUPS,
                heap / 24,
                DirectoryTree::bytesOf,
                (tenant, id) -> Optional.of(Set.copyOf(members.directGroupsOf(tenant, id))));
        this.parents = feed.cache(
                SUBORDINATES,
                MAXIMUM_PARENTS,
                (tenant, id) -> Optional.of(rows.hasChildren(tenant, UUID.fromString(id))));
        this.subordinates = feed.cache(
                SUBORDINATES,
                MAXIMUM_PARENTS,
                (tenant, id) -> Optional.of(rows.countChildren(tenant, UUID.fromString(id))));
        this.extents = feed.cache(
                SUBORDINATES,
                heap / 96,
                EntryRows.Extent::bytes,
                (tenant, kind) -> Optional.of(rows.extent(tenant, SubjectKind.valueOf(kind))));
    }

    private static int bytesOf(Collection<UUID> ids) {
        return BYTES_OF_ID + ids.size() * (BYTES_OF_ID + Integer.BYTES);
    }

    public Optional<Entry> byId(TenantId tenant, UUID id) {
        return entries.get(tenant, id);
    }

    /// The entry of that name; empty when there is none, or the name does not end with the tenant's suffix.
    public Optional<Entry> find(TenantId tenant, DistinguishedName name) {
        List<RelativeName> rdns = name.rdns();
        String suffix = rdnNormOfSuffix(tenant);
        int above = rdns.size();
        for (int end = suffix.length(); end > 0; end = suffix.lastIndexOf(',', end - 1)) {
            String label = suffix.substring(suffix.lastIndexOf(',', end - 1) + 1, end);
            if (--above < 0 || !schema.normalise(rdns.get(above)).equals(label)) {
                return Optional.empty();
            }
        }
        Optional<Entry> found = suffix(tenant);
        for (int i = above - 1; i >= 0 && found.isPresent(); i--) {
            found = child(tenant, found.get().id(), schema.normalise(rdns.get(i)));
        }
        return found;
    }

    /// The nearest entry above the name, or at it.
    public Optional<Entry> nearest(TenantId tenant, DistinguishedName name) {
        for (int count = name.rdns().size(); count > 0; count--) {
            Optional<Entry> found = find(tenant, name.ancestor(count));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The topmost entry of the tenant.
    public Optional<Entry> suffix(TenantId tenant) {
        return child(tenant, null, rdnNormOfSuffix(tenant));
    }

    /// As [DirectorySchema#normalise] gives it, of labels that are in lower case already.
    static String rdnNormOfSuffix(TenantId tenant) {
        return "dc=" + tenant.value().replace(".", ",dc=");
    }

    /// What stands directly below the suffix and holds the subjects of one kind.
    public Optional<Entry> container(TenantId tenant, SubjectKind kind) {
        return suffix(tenant).flatMap(suffix -> child(tenant, suffix.id(), "ou=" + kind.container()));
    }

    /// A subject by name, in the form that makes names unique.
    public Optional<Entry> subject(TenantId tenant, SubjectKind kind, String name) {
        if (!SubjectNames.accepts(kind, name)) {
            return Optional.empty();
        }
        String rdn = schema.normalise(RelativeName.of(kind.namingAttribute(), name));
        return children.get(tenant, subjectKey(kind, rdn)).flatMap(id -> byId(tenant, id));
    }

    /// The subjects of a kind whose names contain a text, compared as names are.
    public Names containing(SubjectKind kind, String text) {
        return text.isBlank()
                ? Names.ALL
                : Names.containing(schema.normalise(RelativeName.of(kind.namingAttribute(), text))
                        .substring(kind.namingAttribute().length() + 1));
    }

    /// Among the [#childKey]s, whose first part is an id or nothing.
    static String subjectKey(SubjectKind kind, String rdnNorm) {
        return kind.name() + "/" + rdnNorm;
    }

    Optional<Entry> child(TenantId tenant, @Nullable UUID parent, String rdnNorm) {
        return children.get(tenant, childKey(parent, rdnNorm)).flatMap(id -> byId(tenant, id));
    }

    static String childKey(@Nullable UUID parent, String rdnNorm) {
        return (parent == null ? "" : parent) + "/" + rdnNorm;
    }

    /// Children in order of their normalised RDNs, read from the database.
    ///
    /// @param after the [#rdnOf] of the last one seen, or an empty string
    public List<Entry> children(TenantId tenant, Entry parent, String after, int limit) {
        return assemble(tenant, rows.children(tenant, parent.id(), after, limit), parent);
    }

    /// The subjects of a kind in order of their normalised RDNs, read from the database.
    ///
    /// @param after the [#rdnOf] of the last one seen, or an empty string
    public List<Entry> subjects(TenantId tenant, SubjectKind kind, Names names, String after, int limit) {
        return assemble(tenant, rows.subjects(tenant, kind, names, after, limit), null);
    }

    /// A page of [#subjects], and how many there are of them in all.
    public record SubjectPage(long total, List<Entry> entries) {}

    /// The same with their number, and behind the first `skipped` of those behind `after`, of which one has to be
    /// nothing.
    public SubjectPage page(TenantId tenant, SubjectKind kind, Names names, String after, long skipped, int limit) {
        if (!names.part().isEmpty()) {
            EntryRows.Page page = rows.page(tenant, kind, names, after, skipped, limit);
            return new SubjectPage(page.total(), assemble(tenant, rows.subjects(tenant, kind, page.rdns()), null));
        }
        EntryRows.Extent extent = names.isAll()
                ? extents.get(tenant, kind.name()).orElseThrow()
                : new EntryRows.Extent(rows.countSubjects(tenant, kind, names), List.of());
        if (limit == 0 || skipped >= extent.total()) {
            return new SubjectPage(extent.total(), List.of());
        }
        Optional<String> before =
                skipped == 0 ? Optional.of(after) : before(tenant, kind, names, extent.marks(), skipped);
        return new SubjectPage(
                extent.total(),
                before.map(last -> subjects(tenant, kind, names, last, limit)).orElse(List.of()));
    }

    /// The last of the first `skipped`; empty when they have become fewer.
    private Optional<String> before(TenantId tenant, SubjectKind kind, Names names, List<String> marks, long skipped) {
        int marked = (int) Math.min(skipped / EntryRows.STRIDE, marks.size());
        String mark = marked == 0 ? "" : marks.get(marked - 1);
        long further = skipped - (long) marked * EntryRows.STRIDE;
        return further == 0 ? Optional.of(mark) : rows.rdnAt(tenant, kind, names, mark, further);
    }

    /// The entry's normalised RDN.
    public static String rdnOf(Entry entry) {
        return entry.rdnNorm();
    }

    /// Entries by their ids, read from the database at once; those that are gone are left out.
    public List<Entry> byIds(TenantId tenant, Collection<UUID> ids) {
        return assemble(tenant, rows.byIds(tenant, ids), null);
    }

    /// Reads at once what is not in memory of that which [#byId] and [#groupsOf] will be asked for next.
    public void readAhead(TenantId tenant, List<UUID> ids) {
        for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
            List<UUID> next = ids.subList(from, Math.min(from + READ_AT_ONCE, ids.size()));
            entries.readAhead(tenant, next, missing -> found(missing, byIds(tenant, missing)));
            groups.readAhead(tenant, next, missing -> kept(members.groupsOf(tenant, missing)));
        }
    }

    /// Reads at once what is not in memory of that which [#groupsOf] and [#directGroupsOf] will be asked for next.
    public void readGroupsAhead(TenantId tenant, List<UUID> ids) {
        for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
            List<UUID> next = ids.subList(from, Math.min(from + READ_AT_ONCE, ids.size()));
            groups.readAhead(tenant, next, missing -> kept(members.groupsOf(tenant, missing)));
            directGroups.readAhead(tenant, next, missing -> kept(members.directGroupsOf(tenant, missing)));
        }
    }

    private static Map<UUID, Optional<Set<UUID>>> kept(Map<UUID, Set<UUID>> read) {
        return read.entrySet().stream().collect(toMap(Map.Entry::getKey, of -> Optional.of(Set.copyOf(of.getValue()))));
    }

    private static Map<UUID, Optional<Entry>> found(List<UUID> ids, List<Entry> entries) {
        Map<UUID, Entry> byId = entries.stream().collect(toMap(Entry::id, Function.identity()));
        return ids.stream().collect(toMap(Function.identity(), id -> Optional.ofNullable(byId.get(id))));
    }

    /// Entries of the tenant in the order of their ids as unsigned numbers, read from the database.
    public List<Entry> behind(TenantId tenant, UUID after, int limit) {
        return assemble(tenant, rows.behind(tenant, after, limit), null);
    }

    public boolean hasChildren(Entry entry) {
        return !entry.isSubject()
                && parents.get(entry.tenant(), entry.id().toString()).orElse(false);
    }

    /// How many entries stand directly below.
    public long subordinates(Entry entry) {
        return entry.isSubject()
                ? 0
                : subordinates.get(entry.tenant(), entry.id().toString()).orElse(0L);
    }

    /// Whether [#withValue] and [#withPrefix] know the attribute.
    public boolean indexes(AttributeType type) {
        return IndexedValues.covers(type);
    }

    /// The entries with this normalised value; empty when more than [#MAXIMUM_IDS] have it.
    public Optional<List<UUID>> withValue(TenantId tenant, AttributeType type, String normalised) {
        String key = IndexedValues.value(type, normalised).key();
        List<UUID> ids = values.get(tenant, key).orElse(List.of());
        return ids.size() > MAXIMUM_IDS ? Optional.empty() : Optional.of(ids);
    }

    /// A page of the entries with this normalised value, in order of their ids.
    public List<UUID> withValue(TenantId tenant, AttributeType type, String normalised, UUID after, int limit) {
        return rows.withValue(tenant, IndexedValues.value(type, normalised), after, limit);
    }

    /// The entries with a value that begins with this normalised one (an empty one: any value); empty when they are
    /// more than [#MAXIMUM_IDS].
    public Optional<List<UUID>> withPrefix(TenantId tenant, AttributeType type, String normalised) {
        String prefix = normalised.substring(0, Math.min(normalised.length(), IndexedValues.PREFIX));
        List<UUID> ids = rows.withPrefix(tenant, type.plain().key(), prefix, MAXIMUM_IDS + 1);
        return ids.size() > MAXIMUM_IDS ? Optional.empty() : Optional.of(ids);
    }

    /// The groups that name the entry as their member.
    public Set<UUID> directGroupsOf(TenantId tenant, UUID id) {
        return directGroups.get(tenant, id).orElse(Set.of());
    }

    /// The enabled groups that the entry is in, nested ones included.
    public Set<UUID> groupsOf(TenantId tenant, UUID id) {
        return groups.get(tenant, id).orElse(Set.of());
    }

    /// Who is in the group, nested ones included; empty when they are more than [#MAXIMUM_IDS].
    public Optional<List<UUID>> membersOf(TenantId tenant, UUID group) {
        List<UUID> ids = members.membersOf(tenant, group, MAXIMUM_IDS + 1);
        return ids.size() > MAXIMUM_IDS ? Optional.empty() : Optional.of(ids);
    }

    private Optional<Entry> load(TenantId tenant, UUID id) {
        return rows.byId(tenant, id).flatMap(loaded -> assemble(tenant, loaded));
    }

    private Optional<UUID> loadChild(TenantId tenant, String key) {
        int slash = key.indexOf('/');
        String rdn = key.substring(slash + 1);
        return switch (slash) {
            case 0 -> rows.child(tenant, null, rdn);
            case LENGTH_OF_ID -> rows.child(tenant, UUID.fromString(key.substring(0, slash)), rdn);
            default -> rows.subject(tenant, SubjectKind.valueOf(key.substring(0, slash)), rdn);
        };
    }

    private Optional<List<UUID>> loadIds(TenantId tenant, String key) {
        int equals = key.indexOf('=');
        var value = new IndexedValues.Value(key.substring(0, equals), key.substring(equals + 1));
        List<UUID> ids = rows.withValue(tenant, value, new UUID(0, 0), MAXIMUM_IDS + 1);
        return ids.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(ids));
    }

    private List<Entry> assemble(TenantId tenant, List<EntryRows.Loaded> loaded, @Nullable Entry parent) {
        var assembled = new ArrayList<Entry>(loaded.size());
        for (EntryRows.Loaded one : loaded) {
            if (parent != null) {
                assembled.add(assemble(tenant, one, parent));
            } else {
                assemble(tenant, one).ifPresent(assembled::add);
            }
        }
        return assembled;
    }

    /// Empty when the parent has been deleted meanwhile, and the entry with it.
    Optional<Entry> assemble(TenantId tenant, EntryRows.Loaded loaded) {
        UUID parentId = loaded.row().parentId();
        return parentId == null
                ? Optional.of(assemble(tenant, loaded, (Entry) null))
                : byId(tenant, parentId).map(parent -> assemble(tenant, loaded, parent));
    }

    private Entry assemble(TenantId tenant, EntryRows.Loaded loaded, @Nullable Entry parent) {
        Map<AttributeType, List<byte[]>> stored = json.read(tenant, loaded.attributes());
        var attributes = new ArrayList<AttributeValues>(stored.size() + 1);
        stored.forEach((type, values) -> attributes.add(common.shared(new AttributeValues(type, values))));
        if (loaded.row().kind() == SubjectKind.GROUP) {
            List<byte[]> names = memberNames(tenant, loaded.row().id()).values().stream()
                    .map(name -> name.getBytes(StandardCharsets.UTF_8))
                    .toList();
            if (!names.isEmpty()) {
                attributes.add(new AttributeValues(schema.require("member"), names));
            }
        }
        List<String> classes = stored.getOrDefault(schema.require("objectClass"), List.of()).stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .toList();
        StoredEntry row = loaded.row();
        StoredEntry shared = row.made(
                row.createdAt(), common.author(row.createdBy()), row.modifiedAt(), common.author(row.modifiedBy()));
        return new Entry(tenant, shared, parent, attributes, structural(tenant, classes));
    }

    /// The entries whose names a name is made of: its own and all above but the suffix, which keeps its name. Empty
    /// when there is no entry of the name.
    List<StoredEntry> namedBy(TenantId tenant, DistinguishedName name) {
        var path = new ArrayList<StoredEntry>();
        DistinguishedName next = name;
        UUID above; // null for the suffix
        do {
            Optional<Entry> found = find(tenant, next);
            if (found.isEmpty()
                    || !(path.isEmpty()
                            || found.get().id().equals(path.getLast().parentId()))) {
                return List.of(); // one of them is getting another name just now
            }
            path.add(found.get().row());
            above = found.get().row().parentId();
            next = next.parent().orElseGet(DistinguishedName::empty);
        } while (above != null);
        return path.size() == 1 ? path : path.subList(0, path.size() - 1);
    }

    /// Keeps the entry from being deleted until the caller's transaction ends; false when it is gone or somebody is
    /// deleting it, for which nobody waits.
    public boolean keep(TenantId tenant, UUID id) {
        return rows.keep(tenant, id);
    }

    /// An entry that is not stored, as it would stand below another: to be asked what rules say of it.
    public Entry imagine(Entry parent, RelativeName rdn, Map<AttributeType, List<byte[]>> attributes) {
        var values = new ArrayList<AttributeValues>(attributes.size());
        attributes.forEach((type, list) -> values.add(new AttributeValues(type, list)));
        var row = new StoredEntry(
                UUID.randomUUID(),
                parent.id(),
                rdn.toString(),
                schema.normalise(rdn),
                null,
                true,
                0,
                0,
                Instant.EPOCH,
                "",
                Instant.EPOCH,
                "");
        return new Entry(parent.tenant(), row, parent, values, "top");
    }

    /// The kind of subject that an entry of these classes would be there; empty when it would be none, or may not be
    /// made.
    public Optional<SubjectKind> kindOf(Entry parent, RelativeName rdn, List<String> classes) {
        try {
            return StructureRules.kind(parent, rdn, schema.of(parent.tenant()).classes(classes), false);
        } catch (ViolationException e) { // which its writer will say
            return Optional.empty();
        }
    }

    private String structural(TenantId tenant, List<String> classes) {
        try {
            return schema.of(tenant).classes(classes).structural();
        } catch (ViolationException e) { // a class was given up while the entry was written
            return classes.isEmpty() ? "top" : classes.getLast();
        }
    }

    /// The names of a group's members, by their ids.
    Map<UUID, String> memberNames(TenantId tenant, UUID group) {
        var names = new LinkedHashMap<UUID, String>();
        for (MemberRows.Member member : members.of(tenant, group)) {
            byId(tenant, member.parentId())
                    .ifPresent(parent -> names.put(member.id(), member.rdn() + "," + parent.name()));
        }
        return names;
    }
}
