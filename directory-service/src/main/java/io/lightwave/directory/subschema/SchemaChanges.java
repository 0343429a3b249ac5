package io.lightwave.directory.subschema;

import static com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED;
import static com.unboundid.ldap.sdk.ResultCode.ATTRIBUTE_OR_VALUE_EXISTS;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.NO_SUCH_ATTRIBUTE;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.GeneralizedTime;
import io.lightwave.directory.schema.SchemaExtension;
import io.lightwave.directory.schema.ViolationException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionTemplate;

/// The schema of each tenant, and its changes by modification of the subschema subentry.
public final class SchemaChanges {
    private static final String KIND = "schema";
    private static final String TYPES = "attributeTypes";
    private static final String CLASSES = "objectClasses";
    private static final String CHANGED = "modifyTimestamp";
    private static final int MAXIMUM_CACHED = 10_000;
    private static final int MAXIMUM_DEFINITIONS = 500;
    private static final int MAXIMUM_MADE = 200;
    private static final int MAXIMUM_SHOWN = 100;

    private final DirectorySchema standard;
    private final DefinitionRows rows;
    private final ChangeFeed feed;
    private final TransactionTemplate transactions;
    private final ChangeFeed.Cached<Own> cache;
    private final Map<SchemaExtension, DirectorySchema> made = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Instant began;

    /// A tenant's schema that has ever been changed, and when it was.
    private record Own(DirectorySchema schema, Instant changed) {}

    SchemaChanges(
            DirectorySchema standard,
            DefinitionRows rows,
            ChangeFeed feed,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.clock = clock;
        this.began = clock.instant();
        this.standard = standard;
        this.rows = rows;
        this.feed = feed;
        this.transactions = transactions;
        this.cache = feed.cache(KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant));
        standard.extendBy(
                tenant -> own(tenant).map(Own::schema).orElse(standard),
                tenant -> tenant.flatMap(this::own)
                        .map(Own::changed)
                        .filter(began::isBefore) // what a server begins with may be another standard schema
                        .orElse(began));
    }

    private Optional<Own> own(TenantId tenant) {
        return cache.get(tenant, KIND);
    }

    private Optional<Own> load(TenantId tenant) {
        Map<String, List<String>> definitions = rows.definitions(tenant);
        var extension = new SchemaExtension(of(definitions, TYPES), of(definitions, CLASSES));
        return definitions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Own(extension.isEmpty() ? standard : made(extension), changed(definitions)));
    }

    private static Instant changed(Map<String, List<String>> definitions) {
        return of(definitions, CHANGED).stream()
                .map(GeneralizedTime::parse)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /// What costs more than to read it is made once, also while the caches are not trusted.
    private DirectorySchema made(SchemaExtension extension) {
        DirectorySchema known = made.get(extension);
        if (known == null) {
            known = standard.extended(extension);
            if (made.size() >= MAXIMUM_MADE) {
                made.clear();
            }
            made.put(extension, known);
        }
        return known;
    }

    /// What keeps a definition from being added or removed.
    ///
    /// @param attribute `attributeTypes` or `objectClasses`
    /// @param definition as it was given, to be added, or the OID of one to be removed
    /// @param entries some of those that use it, by their ids
    /// @param count of all that use it
    public record Obstacle(
            String attribute, String definition, ViolationException why, List<UUID> entries, long count) {}

    /// Adds and removes definitions of the tenant's own, all or none, in a transaction of its own or the caller's.
    ///
    /// @param record what else belongs into the transaction
    /// @throws ViolationException when one is standard, in use, malformed, or contradicts another
    public void modify(TenantId tenant, List<Modification> modifications, Runnable record) {
        transactions.executeWithoutResult(_ -> {
            rows.lock(tenant);
            Map<String, List<String>> definitions = planned(tenant, modifications, obstacle -> {
                throw obstacle.why();
            });
            definitions.forEach((attribute, list) -> rows.replace(tenant, attribute, list));
            feed.append(tenant, KIND, KIND);
            record.run();
        });
    }

    /// Everything that [#modify] would refuse these for; nothing is changed.
    public List<Obstacle> obstacles(TenantId tenant, List<Modification> modifications) {
        var obstacles = new ArrayList<Obstacle>();
        planned(tenant, modifications, obstacles::add);
        return obstacles;
    }

    private Map<String, List<String>> planned(
            TenantId tenant, List<Modification> modifications, Consumer<Obstacle> obstacles) {
        Map<String, List<String>> definitions = new LinkedHashMap<>();
        Map<String, List<String>> before = rows.definitions(tenant);
        definitions.put(TYPES, new ArrayList<>(of(before, TYPES)));
        definitions.put(CLASSES, new ArrayList<>(of(before, CLASSES)));
        for (Modification modification : modifications) {
            apply(tenant, attribute(modification), modification, definitions, obstacles);
        }
        SchemaExtension extension = new SchemaExtension(of(definitions, TYPES), of(definitions, CLASSES)).inOrder();
        definitions.put(TYPES, extension.types());
        definitions.put(CLASSES, extension.classes());
        // Never back, whichever node's clock it is.
        Instant now = Collections.max(List.of(clock.instant(), changed(before).plus(1, ChronoUnit.MICROS)));
        definitions.put(CHANGED, List.of(GeneralizedTime.formatMicros(now)));
        if (extension.types().size() + extension.classes().size() > MAXIMUM_DEFINITIONS) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "at most 500 definitions of a tenant's own");
        }
        standard.check(
                extension,
                Set.copyOf(of(before, CLASSES)),
                (isType, definition, why) ->
                        obstacles.accept(new Obstacle(isType ? TYPES : CLASSES, definition, why, List.of(), 0)));
        return definitions;
    }

    private static List<String> of(Map<String, List<String>> definitions, String attribute) {
        return definitions.getOrDefault(attribute, List.of());
    }

    private static String attribute(Modification modification) {
        for (String attribute : List.of(TYPES, CLASSES)) {
            if (attribute.equalsIgnoreCase(modification.getAttributeName())) {
                return attribute;
            }
        }
        throw new ViolationException(
                UNWILLING_TO_PERFORM,
                modification.getAttributeName(),
                "of the schema, only attributeTypes and objectClasses change");
    }

    private void apply(
            TenantId tenant,
            String attribute,
            Modification modification,
            Map<String, List<String>> definitions,
            Consumer<Obstacle> obstacles) {
        List<String> list = definitions.getOrDefault(attribute, List.of());
        boolean adds = modification.getModificationType().equals(ModificationType.ADD);
        if ((!adds && !modification.getModificationType().equals(ModificationType.DELETE))
                || modification.getValues().length == 0) {
            throw new ViolationException(
                    UNWILLING_TO_PERFORM, attribute, "definitions are added and deleted one by one");
        }
        for (String definition : modification.getValues()) {
            try {
                String oid = SchemaExtension.oid(definition);
                Optional<String> own = list.stream()
                        .filter(other -> SchemaExtension.oid(other).equals(oid))
                        .findFirst();
                if (!adds) {
                    list.remove(own.orElseThrow(() -> missing(attribute, oid)));
                    unused(tenant, attribute, oid).ifPresent(obstacles);
                } else if (own.isPresent()) {
                    throw new ViolationException(
                            ATTRIBUTE_OR_VALUE_EXISTS, attribute, "there is a definition with OID " + oid);
                } else {
                    list.add(definition);
                }
            } catch (ViolationException e) {
                obstacles.accept(new Obstacle(attribute, definition, e, List.of(), 0));
            }
        }
    }

    private ViolationException missing(String attribute, String oid) {
        boolean isStandard = attribute.equals(TYPES)
                ? standard.attribute(oid).isPresent()
                : standard.classKey(oid).isPresent();
        return isStandard
                ? new ViolationException(UNWILLING_TO_PERFORM, attribute, "a standard definition stays")
                : new ViolationException(NO_SUCH_ATTRIBUTE, attribute, "there is no definition with OID " + oid);
    }

    /// The entries that stand in the way of its removal, if there are any.
    private Optional<Obstacle> unused(TenantId tenant, String attribute, String oid) {
        DirectorySchema before = load(tenant).map(Own::schema).orElse(standard);
        DefinitionRows.Users users = attribute.equals(TYPES)
                ? before.attribute(oid)
                        .map(type -> rows.users(tenant, type.key(), MAXIMUM_SHOWN))
                        .orElse(DefinitionRows.Users.NONE)
                : before.classKey(oid)
                        .map(key -> rows.usersOfClass(tenant, key, MAXIMUM_SHOWN))
                        .orElse(DefinitionRows.Users.NONE);
        if (users.count() == 0) {
            return Optional.empty();
        }
        var why = new ViolationException(
                CONSTRAINT_VIOLATION, attribute, "entries use the definition with OID " + oid.toLowerCase(Locale.ROOT));
        return Optional.of(new Obstacle(attribute, oid, why, users.some(), users.count()));
    }
}
