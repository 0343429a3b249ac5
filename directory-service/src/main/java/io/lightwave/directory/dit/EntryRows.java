package io.lightwave.directory.dit;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of tables `entry`, `entry_value`, `group_member` and `retired_name`.
final class EntryRows {
    private static final String OF_KIND = " FROM entry WHERE tenant_id = :tenant AND kind = :kind";
    private static final String NAMED = " AND rdn_norm >= :from AND rdn_norm < :below";
    private static final String CONTAINING = NAMED + " AND rdn_norm LIKE :containing";
    private static final String COLUMNS = "id, parent_id, rdn, rdn_norm, kind, enabled, epoch, version, attributes,"
            + " created_at, created_by, modified_at, modified_by";

    /// By the number of an entry's attributes one sees that what was read of it was all. The arrays
    /// are selected so that PostgreSQL does not see their lengths, and plans once.
    private static final String UPDATE_ALL = """
            WITH asked AS (
                SELECT * FROM unnest((SELECT ?::text[]), (SELECT ?::uuid[]), (SELECT ?::bigint[]), (SELECT ?::int[]),
                    (SELECT ?::text[]), (SELECT ?::bigint[]), (SELECT ?::text[])) WITH ORDINALITY
                    AS a (tenant_id, id, version, known, attributes, modified_at, modified_by, n)),
            held AS (
                SELECT a.n FROM asked a JOIN entry e ON e.tenant_id = a.tenant_id AND e.id = a.id
                WHERE e.version = a.version - 1 AND e.enabled
                    AND (SELECT count(*) FROM jsonb_object_keys(e.attributes)) = a.known
                FOR NO KEY UPDATE OF e SKIP LOCKED),
            changed AS (
                UPDATE entry e SET version = a.version, attributes = CAST(a.attributes AS jsonb),
                    modified_at = timestamptz 'epoch' + a.modified_at * interval '1 microsecond',
                    modified_by = a.modified_by
                FROM held h JOIN asked a ON a.n = h.n
                WHERE e.tenant_id = a.tenant_id AND e.id = a.id AND e.version = a.version - 1
                RETURNING e.tenant_id, e.id, a.n),
            removed AS (
                DELETE FROM entry_value v
                USING changed c JOIN unnest((SELECT ?::int[]), (SELECT ?::text[]), (SELECT ?::text[]))
                    AS r (n, attribute, value) ON r.n = c.n
                WHERE v.tenant_id = c.tenant_id AND v.attribute = r.attribute AND v.value = r.value
                    AND v.entry_id = c.id),
            added AS (
                INSERT INTO entry_value (tenant_id, attribute, value, entry_id)
                SELECT c.tenant_id, a.attribute, a.value, c.id
                FROM changed c JOIN unnest((SELECT ?::int[]), (SELECT ?::text[]), (SELECT ?::text[]))
                    AS a (n, attribute, value) ON a.n = c.n)
            SELECT n FROM changed ORDER BY n
            """;

    /// So far are the marks apart by which a page is found without all names before it.
    static final int STRIDE = 1000;

    private static final int BYTES_OF_TEXT = 60;

    private final JdbcClient jdbc;

    EntryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param attributes as JSON, without members and passwords
    record Loaded(StoredEntry row, String attributes) {}

    Optional<Loaded> byId(TenantId tenant, UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM entry WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(EntryRows::map)
                .optional();
    }

    /// Keeps every other writer of the entry waiting until the transaction ends.
    Optional<Loaded> lockToChange(TenantId tenant, UUID id) {
        return lock(tenant, id, "NO KEY UPDATE");
    }

    /// Keeps also those waiting who would refer to the entry, as its children or as groups.
    Optional<Loaded> lockToDelete(TenantId tenant, UUID id) {
        return lock(tenant, id, "UPDATE");
    }

    private Optional<Loaded> lock(TenantId tenant, UUID id, String strength) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM entry WHERE tenant_id = :tenant AND id = :id FOR " + strength)
                .param("tenant", tenant.value())
                .param("id", id)
                .query(EntryRows::map)
                .optional();
    }

    /// Keeps the entry from being deleted until the transaction ends.
    boolean pin(TenantId tenant, UUID id) {
        return jdbc.sql("SELECT 1 FROM entry WHERE tenant_id = :tenant AND id = :id FOR KEY SHARE")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// The same without waiting; false also when somebody is deleting it.
    boolean keep(TenantId tenant, UUID id) {
        return jdbc.sql("SELECT 1 FROM entry WHERE tenant_id = :tenant AND id = :id FOR KEY SHARE SKIP LOCKED")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// Keeps all of these entries from being deleted until the transaction ends; false when one is gone.
    boolean pin(TenantId tenant, Collection<UUID> ids) {
        return jdbc.sql("SELECT id FROM entry WHERE tenant_id = :tenant AND id = ANY(:ids) ORDER BY id FOR KEY SHARE")
                        .param("tenant", tenant.value())
                        .param("ids", ids.toArray(UUID[]::new))
                        .query((row, _) -> row.getObject(1, UUID.class))
                        .list()
                        .size()
                == ids.size();
    }

    /// Keeps all of these entries from being deleted or getting other names of their own until the transaction ends;
    /// false when one of them is gone or has another name by now.
    boolean pinNamed(TenantId tenant, Collection<StoredEntry> entries) {
        return jdbc.sql("SELECT e.id FROM entry e"
                                + " JOIN unnest(:ids::uuid[], :parents::uuid[], :norms::text[]) AS n (id, parent, norm)"
                                + " ON e.id = n.id AND e.parent_id IS NOT DISTINCT FROM n.parent AND e.rdn_norm = n.norm"
                                + " WHERE e.tenant_id = :tenant ORDER BY e.id FOR KEY SHARE OF e")
                        .param("tenant", tenant.value())
                        .param("ids", entries.stream().map(StoredEntry::id).toArray(UUID[]::new))
                        .param(
                                "parents",
                                entries.stream().map(StoredEntry::parentId).toArray(UUID[]::new))
                        .param(
                                "norms",
                                entries.stream().map(StoredEntry::rdnNorm).toArray(String[]::new))
                        .query((row, _) -> row.getObject(1, UUID.class))
                        .list()
                        .size()
                == entries.size();
    }

    /// Keeps those of these entries that nobody is changing from being changed until the transaction ends, without
    /// waiting, and returns them.
    List<UUID> hold(TenantId tenant, Collection<UUID> ids) {
        return jdbc.sql("SELECT id FROM entry WHERE tenant_id = :tenant AND id = ANY(:ids) FOR SHARE SKIP LOCKED")
                .param("tenant", tenant.value())
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    List<Loaded> byIds(TenantId tenant, Collection<UUID> ids) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM entry WHERE tenant_id = :tenant AND id = ANY(:ids)")
                .param("tenant", tenant.value())
                .param("ids", ids.toArray(UUID[]::new))
                .query(EntryRows::map)
                .list();
    }

    /// Children in order of their normalised RDNs.
    List<Loaded> children(TenantId tenant, UUID parent, String afterRdn, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM entry WHERE tenant_id = :tenant AND parent_id = :parent"
                        + " AND rdn_norm > :after ORDER BY rdn_norm LIMIT :limit")
                .param("tenant", tenant.value())
                .param("parent", parent)
                .param("after", afterRdn)
                .param("limit", limit)
                .query(EntryRows::map)
                .list();
    }

    /// Subjects of one kind in order of their normalised RDNs.
    /// What is looked through for a part of a name is the index alone.
    List<Loaded> subjects(TenantId tenant, SubjectKind kind, Names names, String afterRdn, int limit) {
        String page = " AND rdn_norm > :after ORDER BY rdn_norm LIMIT :limit";
        return named(
                        tenant,
                        kind,
                        names,
                        names.isAll()
                                ? "SELECT " + COLUMNS + of(names) + page
                                : "SELECT " + COLUMNS + of(Names.ALL) + " AND rdn_norm = ANY (ARRAY (SELECT rdn_norm"
                                        + of(names) + page + ")) ORDER BY rdn_norm")
                .param("after", afterRdn)
                .param("limit", limit)
                .query(EntryRows::map)
                .list();
    }

    private static String of(Names names) {
        if (names.isAll()) {
            return OF_KIND;
        }
        return OF_KIND + (names.part().isEmpty() ? NAMED : CONTAINING);
    }

    private JdbcClient.StatementSpec named(TenantId tenant, SubjectKind kind, Names names, String sql) {
        var statement = jdbc.sql(sql).param("tenant", tenant.value()).param("kind", kind.name());
        if (names.isAll()) {
            return statement;
        }
        return statement
                .param("from", names.from(kind))
                .param("below", names.below(kind))
                .param("containing", names.pattern(kind));
    }

    Optional<UUID> subject(TenantId tenant, SubjectKind kind, String rdnNorm) {
        return jdbc.sql("SELECT id FROM entry WHERE tenant_id = :tenant AND kind = :kind AND rdn_norm = :rdn")
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .param("rdn", rdnNorm)
                .query(UUID.class)
                .optional();
    }

    /// The normalised RDN of the subject that comes as the `nth` after another.
    Optional<String> rdnAt(TenantId tenant, SubjectKind kind, Names names, String after, long nth) {
        return named(
                        tenant,
                        kind,
                        names,
                        "SELECT rdn_norm" + of(names)
                                + " AND rdn_norm > :after ORDER BY rdn_norm OFFSET :skipped LIMIT 1")
                .param("after", after)
                .param("skipped", nth - 1)
                .query(String.class)
                .optional();
    }

    /// How many subjects there are, and which of them come as the [#STRIDE]th, the second [#STRIDE]th and so on.
    record Extent(long total, List<String> marks) {
        int bytes() {
            return BYTES_OF_TEXT
                    + marks.stream()
                            .mapToInt(mark -> BYTES_OF_TEXT + mark.length())
                            .sum();
        }
    }

    /// From mark to mark through the index, which takes little longer than to count.
    Extent extent(TenantId tenant, SubjectKind kind) {
        return named(tenant, kind, Names.ALL, """
                        WITH RECURSIVE mark (rdn) AS (
                            SELECT '' COLLATE "C"
                            UNION ALL
                            SELECT (SELECT rdn_norm%1$s AND rdn_norm > mark.rdn ORDER BY rdn_norm OFFSET %2$d LIMIT 1)
                            FROM mark WHERE mark.rdn IS NOT NULL)
                        SELECT array_agg(rdn ORDER BY rdn) FILTER (WHERE rdn <> '') AS marks,
                               (SELECT count(*)%1$s AND rdn_norm > (SELECT max(rdn) FROM mark)) AS behind
                        FROM mark""".formatted(OF_KIND, STRIDE - 1))
                .query((row, _) -> {
                    List<String> marks = texts(row.getArray("marks"));
                    return new Extent((long) marks.size() * STRIDE + row.getLong("behind"), marks);
                })
                .single();
    }

    /// How many they are, and which of them a page has.
    record Page(long total, List<String> rdns) {}

    /// In one look at all names of the kind, which takes most of the time where they are to contain something.
    Page page(TenantId tenant, SubjectKind kind, Names names, String after, long skipped, int limit) {
        return named(tenant, kind, names, """
                        SELECT count(*), array_agg(rdn_norm) FILTER (WHERE n > :skipped AND n <= :skipped + :limit)
                          FROM (SELECT rdn_norm, count(*) FILTER (WHERE rdn_norm > :after)
                                           OVER (ORDER BY rdn_norm ROWS UNBOUNDED PRECEDING) AS n%s) found""".formatted(of(names)))
                .param("after", after)
                .param("skipped", skipped)
                .param("limit", limit)
                .query((row, _) -> new Page(row.getLong(1), texts(row.getArray(2))))
                .single();
    }

    private static List<String> texts(@Nullable Array texts) throws SQLException {
        return texts == null ? List.of() : List.of((String[]) texts.getArray());
    }

    /// In order of their normalised RDNs.
    List<Loaded> subjects(TenantId tenant, SubjectKind kind, List<String> rdns) {
        return jdbc.sql("SELECT " + COLUMNS + OF_KIND + " AND rdn_norm = ANY (:rdns) ORDER BY rdn_norm")
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .param("rdns", rdns.toArray(String[]::new))
                .query(EntryRows::map)
                .list();
    }

    long countSubjects(TenantId tenant, SubjectKind kind, Names names) {
        return named(tenant, kind, names, "SELECT count(*)" + of(names))
                .query(Long.class)
                .single();
    }

    Optional<UUID> child(TenantId tenant, @Nullable UUID parent, String rdnNorm) {
        return jdbc.sql("SELECT id FROM entry WHERE tenant_id = :tenant AND rdn_norm = :rdn"
                        + (parent == null ? " AND parent_id IS NULL" : " AND parent_id = :parent"))
                .param("tenant", tenant.value())
                .param("rdn", rdnNorm)
                .param("parent", parent, Types.OTHER)
                .query(UUID.class)
                .optional();
    }

    boolean hasChildren(TenantId tenant, UUID id) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM entry WHERE tenant_id = :tenant AND parent_id = :id)")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    long countChildren(TenantId tenant, UUID id) {
        return jdbc.sql("SELECT count(*) FROM entry WHERE tenant_id = :tenant AND parent_id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query(Long.class)
                .single();
    }

    /// False when the parent has a child of that name already, or the tenant a subject of that kind and name, also one
    /// that another transaction is making and keeps.
    boolean insert(TenantId tenant, StoredEntry row, String attributes) {
        return jdbc.sql("INSERT INTO entry (tenant_id, " + COLUMNS + ") VALUES (:tenant, :id, :parent, :rdn, :rdnNorm,"
                                + " :kind, :enabled, :epoch, :version, CAST(:attributes AS jsonb), :createdAt,"
                                + " :createdBy, :modifiedAt, :modifiedBy)"
                                + " ON CONFLICT DO NOTHING")
                        .param("tenant", tenant.value())
                        .param("id", row.id())
                        .param("parent", row.parentId(), Types.OTHER)
                        .param("rdn", row.rdn())
                        .param("rdnNorm", row.rdnNorm())
                        .param("kind", row.kind() == null ? null : row.kind().name(), Types.VARCHAR)
                        .param("enabled", row.enabled())
                        .param("epoch", row.epoch())
                        .param("version", row.version())
                        .param("attributes", attributes)
                        .param("createdAt", time(row.createdAt()))
                        .param("createdBy", row.createdBy())
                        .param("modifiedAt", time(row.modifiedAt()))
                        .param("modifiedBy", row.modifiedBy())
                        .update()
                == 1;
    }

    /// Inserts all whose names are free and returns their ids. All are by the same author at the same time, new and
    /// below other entries.
    Set<UUID> insertAll(TenantId tenant, List<StoredEntry> entries, List<String> attributes) {
        if (entries.isEmpty()) {
            return Set.of();
        }
        StoredEntry any = entries.getFirst();
        return Set.copyOf(jdbc.sql(
                        "INSERT INTO entry (tenant_id, " + COLUMNS + ") SELECT :tenant, n.id, n.parent, n.rdn,"
                                + " n.rdn_norm, n.kind, n.enabled, 0, 1, CAST(n.attributes AS jsonb), :at, :by, :at, :by"
                                + " FROM unnest(:ids::uuid[], :parents::uuid[], :rdns::text[], :norms::text[], :kinds::text[],"
                                + " :enabled::boolean[], :attributes::text[])"
                                + " AS n (id, parent, rdn, rdn_norm, kind, enabled, attributes)"
                                + " ON CONFLICT DO NOTHING RETURNING id")
                .param("tenant", tenant.value())
                .param("at", time(any.createdAt()))
                .param("by", any.createdBy())
                .param("ids", entries.stream().map(StoredEntry::id).toArray(UUID[]::new))
                .param("parents", entries.stream().map(StoredEntry::parentId).toArray(UUID[]::new))
                .param("rdns", entries.stream().map(StoredEntry::rdn).toArray(String[]::new))
                .param("norms", entries.stream().map(StoredEntry::rdnNorm).toArray(String[]::new))
                .param(
                        "kinds",
                        entries.stream()
                                .map(row ->
                                        row.kind() == null ? null : row.kind().name())
                                .toArray(String[]::new))
                .param("enabled", entries.stream().map(StoredEntry::enabled).toArray(Boolean[]::new))
                .param("attributes", attributes.toArray(String[]::new))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list());
    }

    record OfEntry(IndexedValues.Value value, UUID id) {
        private static final Comparator<OfEntry> ORDER =
                Comparator.comparing((OfEntry one) -> one.value.attribute()).thenComparing(one -> one.value.value());
    }

    /// The values of new entries, in about the order of the index, so that its pages are visited one after the other.
    ///
    /// @throws org.springframework.dao.DuplicateKeyException when one has to be unique and is another entry's
    void addValues(TenantId tenant, List<OfEntry> values) {
        List<OfEntry> ordered = values.stream().sorted(OfEntry.ORDER).toList();
        jdbc.sql("INSERT INTO entry_value (tenant_id, attribute, value, entry_id) SELECT :tenant, v.attribute, v.value,"
                        + " v.id FROM unnest(:attributes::text[], :values::text[], :ids::uuid[])"
                        + " AS v (attribute, value, id)")
                .param("tenant", tenant.value())
                .param(
                        "attributes",
                        ordered.stream().map(one -> one.value.attribute()).toArray(String[]::new))
                .param("values", ordered.stream().map(one -> one.value.value()).toArray(String[]::new))
                .param("ids", ordered.stream().map(OfEntry::id).toArray(UUID[]::new))
                .update();
    }

    void analyse() {
        jdbc.sql("ANALYZE entry, entry_value, password").update();
    }

    void update(TenantId tenant, StoredEntry row, String attributes) {
        jdbc.sql("UPDATE entry SET enabled = :enabled, epoch = :epoch, version = :version,"
                        + " attributes = CAST(:attributes AS jsonb), created_at = :createdAt,"
                        + " created_by = :createdBy, modified_at = :modifiedAt,"
                        + " modified_by = :modifiedBy WHERE tenant_id = :tenant AND id = :id")
                .param("createdAt", time(row.createdAt()))
                .param("createdBy", row.createdBy())
                .param("enabled", row.enabled())
                .param("epoch", row.epoch())
                .param("version", row.version())
                .param("attributes", attributes)
                .param("modifiedAt", time(row.modifiedAt()))
                .param("modifiedBy", row.modifiedBy())
                .param("tenant", tenant.value())
                .param("id", row.id())
                .update();
    }

    /// Makes all of these that find their entry as it was, and returns them in their order. What changes an entry
    /// holds its row, and a row that is held is passed over: this waits for nobody.
    List<EntryUpdate> updateAll(List<EntryUpdate> updates) {
        var removed = new Values();
        var added = new Values();
        for (int n = 1; n <= updates.size(); n++) {
            removed.add(n, updates.get(n - 1).removed());
            added.add(n, updates.get(n - 1).added());
        }
        return jdbc.sql(UPDATE_ALL)
                .param(updates.stream().map(update -> update.tenant().value()).toArray(String[]::new))
                .param(updates.stream().map(update -> update.row().id()).toArray(UUID[]::new))
                .param(updates.stream().map(update -> update.row().version()).toArray(Long[]::new))
                .param(updates.stream().map(EntryUpdate::known).toArray(Integer[]::new))
                .param(updates.stream().map(EntryUpdate::attributes).toArray(String[]::new))
                .param(updates.stream()
                        .map(update -> micros(update.row().modifiedAt()))
                        .toArray(Long[]::new))
                .param(updates.stream().map(update -> update.row().modifiedBy()).toArray(String[]::new))
                .param(removed.numbers.toArray(Integer[]::new))
                .param(IndexedValues.attributes(removed.values))
                .param(IndexedValues.values(removed.values))
                .param(added.numbers.toArray(Integer[]::new))
                .param(IndexedValues.attributes(added.values))
                .param(IndexedValues.values(added.values))
                .query((row, _) -> updates.get(row.getInt(1) - 1))
                .list();
    }

    /// Index values of several entries, by the entries' numbers.
    private static final class Values {
        private final List<Integer> numbers = new ArrayList<>();
        private final List<IndexedValues.Value> values = new ArrayList<>();

        void add(int number, List<IndexedValues.Value> more) {
            more.forEach(value -> {
                numbers.add(number);
                values.add(value);
            });
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    void move(TenantId tenant, StoredEntry row, String attributes) {
        jdbc.sql("UPDATE entry SET parent_id = :parent, rdn = :rdn, rdn_norm = :rdnNorm, version = :version,"
                        + " attributes = CAST(:attributes AS jsonb), modified_at = :modifiedAt,"
                        + " modified_by = :modifiedBy WHERE tenant_id = :tenant AND id = :id")
                .param("parent", row.parentId(), Types.OTHER)
                .param("rdn", row.rdn())
                .param("rdnNorm", row.rdnNorm())
                .param("version", row.version())
                .param("attributes", attributes)
                .param("modifiedAt", time(row.modifiedAt()))
                .param("modifiedBy", row.modifiedBy())
                .param("tenant", tenant.value())
                .param("id", row.id())
                .update();
    }

    /// Lets one transaction at a time move entries of the tenant: two could make a circle together.
    void serialiseMoves(TenantId tenant) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('lightwave entry move ' || :tenant, 0))")
                .param("tenant", tenant.value())
                .query((_, _) -> true)
                .single();
    }

    /// Lets one transaction at a time take the role of an administrator away in the tenant.
    void serialiseAdministrators(TenantId tenant) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('lightwave administrators ' || :tenant, 0))")
                .param("tenant", tenant.value())
                .query((_, _) -> true)
                .single();
    }

    /// Whether the entry is the other one or stands anywhere below it.
    boolean isWithin(TenantId tenant, UUID id, UUID other) {
        return jdbc.sql("WITH RECURSIVE above (id, parent_id) AS ("
                        + "SELECT id, parent_id FROM entry WHERE tenant_id = :tenant AND id = :id"
                        + " UNION ALL SELECT e.id, e.parent_id FROM above"
                        + " JOIN entry e ON e.tenant_id = :tenant AND e.id = above.parent_id)"
                        + " SELECT EXISTS (SELECT 1 FROM above WHERE id = :other)")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("other", other)
                .query(Boolean.class)
                .single();
    }

    /// The names of the entries below one, without its own at their ends.
    List<String> namesBelow(TenantId tenant, UUID id, int limit) {
        return jdbc.sql("WITH RECURSIVE below (id, name) AS ("
                        + "SELECT id, rdn FROM entry WHERE tenant_id = :tenant AND parent_id = :id"
                        + " UNION ALL SELECT e.id, e.rdn || ',' || below.name FROM below"
                        + " JOIN entry e ON e.tenant_id = :tenant AND e.parent_id = below.id)"
                        + " SELECT name FROM below LIMIT :limit")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("limit", limit)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// The tenant's entries in order of their ids.
    List<Loaded> behind(TenantId tenant, UUID after, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM entry WHERE tenant_id = :tenant AND id > :after"
                        + " ORDER BY id LIMIT :limit")
                .param("tenant", tenant.value())
                .param("after", after)
                .param("limit", limit)
                .query(EntryRows::map)
                .list();
    }

    void delete(TenantId tenant, UUID id) {
        jdbc.sql("DELETE FROM entry WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .update();
    }

    /// Adds values that the entry does not have yet. False when another entry has one of an attribute whose values are
    /// unique in the tenant, also one that another transaction is adding and keeps; the others have been added.
    boolean addValues(TenantId tenant, UUID id, Collection<IndexedValues.Value> values) {
        return values.isEmpty()
                || jdbc.sql("INSERT INTO entry_value (tenant_id, attribute, value, entry_id)"
                                        + " SELECT :tenant, v.attribute, v.value, :id"
                                        + " FROM unnest(:attributes::text[], :values::text[]) AS v (attribute, value)"
                                        + " ON CONFLICT DO NOTHING")
                                .param("tenant", tenant.value())
                                .param("id", id)
                                .param("attributes", IndexedValues.attributes(values))
                                .param("values", IndexedValues.values(values))
                                .update()
                        == values.size();
    }

    /// The attribute of these that has a value which another entry has; empty when there is none.
    Optional<String> taken(TenantId tenant, UUID id, Collection<IndexedValues.Value> values) {
        return jdbc.sql("SELECT e.attribute FROM entry_value e"
                        + " JOIN unnest(:attributes::text[], :values::text[]) AS v (attribute, value)"
                        + " ON e.attribute = v.attribute AND e.value = v.value"
                        + " WHERE e.tenant_id = :tenant AND e.entry_id <> :id ORDER BY e.attribute LIMIT 1")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("attributes", IndexedValues.attributes(values))
                .param("values", IndexedValues.values(values))
                .query(String.class)
                .optional();
    }

    /// The entries that have one of these values, in order of their ids.
    List<UUID> withAny(TenantId tenant, Collection<IndexedValues.Value> values) {
        return jdbc.sql("SELECT DISTINCT e.entry_id FROM entry_value e"
                        + " JOIN unnest(:attributes::text[], :values::text[]) AS v (attribute, value)"
                        + " ON e.attribute = v.attribute AND e.value = v.value"
                        + " WHERE e.tenant_id = :tenant ORDER BY e.entry_id")
                .param("tenant", tenant.value())
                .param("attributes", IndexedValues.attributes(values))
                .param("values", IndexedValues.values(values))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    void removeValues(TenantId tenant, UUID id, Collection<IndexedValues.Value> values) {
        if (!values.isEmpty()) {
            jdbc.sql("DELETE FROM entry_value WHERE tenant_id = :tenant AND entry_id = :id AND (attribute, value) IN"
                            + " (SELECT * FROM unnest(:attributes::text[], :values::text[]))")
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .param("attributes", IndexedValues.attributes(values))
                    .param("values", IndexedValues.values(values))
                    .update();
        }
    }

    /// Entries with this value of this attribute, in order of their ids.
    List<UUID> withValue(TenantId tenant, IndexedValues.Value value, UUID after, int limit) {
        return jdbc.sql("SELECT entry_id FROM entry_value WHERE tenant_id = :tenant AND attribute = :attribute"
                        + " AND value = :value AND entry_id > :after ORDER BY entry_id LIMIT :limit")
                .param("tenant", tenant.value())
                .param("attribute", value.attribute())
                .param("value", value.value())
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Entries with a value of this attribute that begins with `prefix` (at most [IndexedValues#PREFIX] long; empty
    /// means any value), in no order.
    List<UUID> withPrefix(TenantId tenant, String attribute, String prefix, int limit) {
        return jdbc.sql("SELECT DISTINCT entry_id FROM entry_value WHERE tenant_id = :tenant AND attribute = :attribute"
                        + " AND value >= :prefix AND starts_with(value, :prefix) AND value < :end LIMIT :limit")
                .param("tenant", tenant.value())
                .param("attribute", attribute)
                .param("prefix", prefix)
                .param("end", prefix + Character.toString(Character.MAX_CODE_POINT))
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// A retired name is refused until its time has come.
    boolean isRetired(TenantId tenant, SubjectKind kind, String nameNorm, Instant now) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM retired_name WHERE tenant_id = :tenant AND kind = :kind"
                        + " AND name_norm = :name AND until > :now)")
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .param("name", nameNorm)
                .param("now", time(now))
                .query(Boolean.class)
                .single();
    }

    void retire(TenantId tenant, SubjectKind kind, String nameNorm, Instant until) {
        jdbc.sql("INSERT INTO retired_name (tenant_id, kind, name_norm, until) VALUES (:tenant, :kind, :name, :until)"
                        + " ON CONFLICT (tenant_id, kind, name_norm)"
                        + " DO UPDATE SET until = greatest(retired_name.until, excluded.until)")
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .param("name", nameNorm)
                .param("until", time(until))
                .update();
    }

    private static Loaded map(ResultSet row, int number) throws SQLException {
        String kind = row.getString("kind");
        return new Loaded(
                new StoredEntry(
                        row.getObject("id", UUID.class),
                        row.getObject("parent_id", UUID.class),
                        row.getString("rdn"),
                        row.getString("rdn_norm"),
                        kind == null ? null : SubjectKind.valueOf(kind),
                        row.getBoolean("enabled"),
                        row.getLong("epoch"),
                        row.getLong("version"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("created_by"),
                        row.getObject("modified_at", OffsetDateTime.class).toInstant(),
                        row.getString("modified_by")),
                row.getString("attributes"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
