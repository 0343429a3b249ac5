package io.lightwave.directory.browse;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.subject.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;

/// Entries of one tenant as callers may see and change them: each change is one operation of [Entries], as LDAP's are.
final class BrowsedEntries {
    private static final List<String> EVERY_ATTRIBUTE = List.of("*", "+");
    private static final String CLASSES = "objectClass";
    private static final String HAS_SUBORDINATES = "hasSubordinates";

    private final Entries entries;
    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final TransactionTemplate transactions;

    BrowsedEntries(Entries entries, DirectoryTree tree, DirectorySchema schema, TransactionTemplate transactions) {
        this.entries = entries;
        this.tree = tree;
        this.schema = schema;
        this.transactions = transactions;
    }

    /// @param version raised by each change
    record Versioned(ShownEntry entry, long version) {}

    /// What stands directly below an entry, in the order of names.
    ///
    /// @param parent name or id
    Page<ListedEntry> below(TenantId tenant, Requester requester, String parent, @Nullable String cursor, int limit) {
        var found = new ArrayList<FoundEntry>();
        done(entries.children(
                requester,
                name(tenant, parent),
                List.of(CLASSES, HAS_SUBORDINATES),
                cursor == null ? "" : Cursor.decode(cursor),
                limit + 1,
                found::add));
        List<FoundEntry> page = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? Cursor.encode(positionOf(page.getLast())) : null;
        return new Page<>(page.stream().map(BrowsedEntries::listed).toList(), next);
    }

    /// The organizational units that stand below an entry, at whatever depth: each behind the one above
    /// it, and those beside each other in the order of names.
    ///
    /// @param parent name or id
    Page<ListedEntry> units(TenantId tenant, Requester requester, String parent, @Nullable String cursor, int limit) {
        DistinguishedName above = name(tenant, parent);
        var found = new TreeMap<String, FoundEntry>();
        var search = new SearchQuery(
                above,
                SearchScope.SUBORDINATE_SUBTREE,
                Filter.createEqualityFilter(CLASSES, "organizationalUnit"),
                List.of(CLASSES, HAS_SUBORDINATES),
                false,
                0,
                Duration.ZERO);
        done(entries.search(requester, search, unit -> found.put(pathOf(unit), unit)));
        String last = cursor == null ? "" : Cursor.decode(cursor);
        List<Map.Entry<String, FoundEntry>> page =
                found.tailMap(last, false).entrySet().stream().limit(limit + 1L).toList();
        String next = page.size() > limit ? Cursor.encode(page.get(limit - 1).getKey()) : null;
        return new Page<>(
                page.stream().limit(limit).map(one -> listed(one.getValue())).toList(), next);
    }

    /// Its relative names from the top: what is below an entry comes behind it, before what is beside it. Between
    /// them stands what comes before all other characters and a cursor may have.
    private String pathOf(FoundEntry entry) {
        return DistinguishedName.parse(entry.name()).rdns().reversed().stream()
                .map(schema::normalise)
                .collect(Collectors.joining("\u0001"));
    }

    private String positionOf(FoundEntry entry) {
        return schema.normalise(DistinguishedName.parse(entry.name()).rdns().getFirst());
    }

    private static ListedEntry listed(FoundEntry entry) {
        Boolean below = null;
        List<String> classes = List.of();
        for (Attribute attribute : entry.attributes()) {
            if (attribute.getName().equals(HAS_SUBORDINATES)) {
                below = Boolean.valueOf(attribute.getValue());
            } else {
                classes = List.of(attribute.getValues());
            }
        }
        return new ListedEntry(entry.id(), entry.name(), classes, below);
    }

    /// What is hidden and what does not exist look alike.
    Versioned get(TenantId tenant, Requester requester, String entry) {
        return shown(requester, entry(tenant, entry)).orElseThrow(BrowsedEntries::missing);
    }

    private Optional<Versioned> shown(Requester requester, Entry entry) {
        DirectorySchema known = schema.of(entry.tenant());
        return entries.read(requester, entry.distinguishedName(), EVERY_ATTRIBUTE)
                .map(found -> {
                    Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    Map<String, List<String>> operational = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    for (Attribute attribute : found.attributes()) {
                        boolean kept = known.described(attribute.getName())
                                .filter(type -> type.isOperational())
                                .isPresent();
                        (kept ? operational : attributes).put(attribute.getName(), EntryValues.shown(known, attribute));
                    }
                    return new Versioned(
                            new ShownEntry(found.id(), found.name(), attributes, operational), entry.version());
                });
    }

    Versioned add(TenantId tenant, Requester requester, NewEntry wanted) {
        DistinguishedName name = parsed("dn", Objects.requireNonNull(wanted.dn()));
        if (!isOf(tenant, name)) {
            throw new InvalidFieldException("dn", "is not below " + DistinguishedName.suffixOf(tenant));
        }
        var attributes = new ArrayList<Attribute>();
        Objects.requireNonNull(wanted.attributes()).forEach((attribute, values) -> {
            if (values == null || values.isEmpty()) {
                throw new InvalidFieldException("attributes." + attribute, "has no values");
            }
            attributes.add(new Attribute(attribute, EntryValues.read(schema.of(tenant), attribute, values)));
        });
        return changed(() -> {
            done(entries.add(requester, name, attributes));
            Entry added = tree.find(tenant, name).orElseThrow(BrowsedEntries::missing);
            return shown(requester, added).orElseGet(() -> unseen(added));
        });
    }

    /// @param ifMatch null for whatever version there is
    /// @param values those that attributes are to have; an empty list for none
    Versioned modify(
            TenantId tenant,
            Requester requester,
            String entry,
            @Nullable String ifMatch,
            Map<String, List<String>> values) {
        var modifications = new ArrayList<Modification>();
        values.forEach((attribute, wanted) -> modifications.add(new Modification(
                ModificationType.REPLACE, attribute, EntryValues.read(schema.of(tenant), attribute, wanted))));
        return changed(() -> {
            Entry held = held(tenant, requester, entry, ifMatch);
            done(entries.modify(requester, held.distinguishedName(), modifications));
            return after(tenant, requester, held.id());
        });
    }

    Versioned rename(TenantId tenant, Requester requester, String entry, @Nullable String ifMatch, NewName wanted) {
        List<RelativeName> rdns =
                parsed("rdn", Objects.requireNonNull(wanted.rdn())).rdns();
        if (rdns.size() != 1) {
            throw new InvalidFieldException("rdn", "is a single relative name");
        }
        Optional<DistinguishedName> superior =
                Optional.ofNullable(wanted.superior()).map(above -> parsed("superior", above));
        return changed(() -> {
            Entry held = held(tenant, requester, entry, ifMatch);
            done(entries.modifyDn(
                    requester, held.distinguishedName(), rdns.getFirst(), wanted.deletesOldRdn(), superior));
            return after(tenant, requester, held.id());
        });
    }

    void delete(TenantId tenant, Requester requester, String entry, @Nullable String ifMatch) {
        transactions.executeWithoutResult(_ -> {
            Entry held = held(tenant, requester, entry, ifMatch);
            done(entries.delete(requester, held.distinguishedName()));
        });
    }

    private Versioned changed(Supplier<Versioned> change) {
        return Objects.requireNonNull(transactions.execute(_ -> change.get()));
    }

    /// The entry as nobody else changes it until the transaction ends.
    private Entry held(TenantId tenant, Requester requester, String entry, @Nullable String ifMatch) {
        entries.hold(requester, name(tenant, entry));
        Entry held = entry(tenant, entry);
        if (ifMatch != null && !ifMatch.equals("*")) { // whoever may not read the entry may change it as it is
            Versioned seen = shown(requester, held).orElseThrow(BrowsedEntries::missing);
            if (!EntityTags.isAmong(tagOf(seen), ifMatch)) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
        }
        return held;
    }

    static String tagOf(Versioned entry) {
        return "\"%d\"".formatted(entry.version());
    }

    /// Whoever may change an entry need not be allowed to read it.
    private Versioned after(TenantId tenant, Requester requester, UUID id) {
        Entry entry = tree.byId(tenant, id).orElseThrow(BrowsedEntries::missing);
        return shown(requester, entry).orElseGet(() -> unseen(entry));
    }

    private static Versioned unseen(Entry entry) {
        return new Versioned(new ShownEntry(entry.id(), entry.name(), Map.of(), Map.of()), entry.version());
    }

    private Entry entry(TenantId tenant, String nameOrId) {
        if (nameOrId.indexOf('=') < 0) {
            return id(nameOrId)
                    .flatMap(id -> tree.byId(tenant, id))
                    .filter(entry -> isOf(tenant, entry.distinguishedName()))
                    .orElseThrow(BrowsedEntries::missing);
        }
        return tree.find(tenant, name(tenant, nameOrId)).orElseThrow(BrowsedEntries::missing);
    }

    private DistinguishedName name(TenantId tenant, String nameOrId) {
        if (nameOrId.indexOf('=') < 0) {
            return entry(tenant, nameOrId).distinguishedName();
        }
        try {
            DistinguishedName name = DistinguishedName.parseSpaced(nameOrId);
            if (isOf(tenant, name)) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // no name, so there is no such entry
        }
        throw missing();
    }

    /// Names lead to the tenant with the longest suffix, which is to be the one that the path names.
    private boolean isOf(TenantId tenant, DistinguishedName name) {
        return entries.route(name).filter(tenant::equals).isPresent();
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static DistinguishedName parsed(String field, String text) {
        try {
            DistinguishedName name = DistinguishedName.parseSpaced(text);
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw new InvalidFieldException(field, "is no distinguished name (RFC 4514)");
    }

    private static ErrorResponseException missing() {
        return problem(HttpStatus.NOT_FOUND, "there is no such entry");
    }

    private static void done(EntryOutcome outcome) {
        if (!(outcome instanceof EntryOutcome.Refused refused)) {
            return;
        }
        throw switch (refused.reason()) {
            case NO_SUCH_OBJECT -> missing();
            case INSUFFICIENT_ACCESS_RIGHTS, NAME_IN_SETTINGS, OLD_PASSWORD_MISSING, PASSWORD_CHANGE_NOT_ALLOWED ->
                problem(HttpStatus.FORBIDDEN, refused);
            case ENTRY_ALREADY_EXISTS,
                    VALUE_TAKEN,
                    NOT_ALLOWED_ON_NON_LEAF,
                    AFFECTS_MULTIPLE_DSAS,
                    UNWILLING_TO_PERFORM -> problem(HttpStatus.CONFLICT, refused);
            case BUSY -> problem(HttpStatus.SERVICE_UNAVAILABLE, refused);
            default -> new InvalidFieldException("attributes", refused.diagnostic());
        };
    }

    private static ErrorResponseException problem(HttpStatus status, EntryOutcome.Refused refused) {
        return problem(status, refused.diagnostic());
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
