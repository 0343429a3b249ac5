package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ADMIN_LIMIT_EXCEEDED;
import static com.unboundid.ldap.sdk.ResultCode.ATTRIBUTE_OR_VALUE_EXISTS;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INVALID_ATTRIBUTE_SYNTAX;
import static com.unboundid.ldap.sdk.ResultCode.NAMING_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.NOT_ALLOWED_ON_NONLEAF;
import static com.unboundid.ldap.sdk.ResultCode.NO_SUCH_OBJECT;
import static com.unboundid.ldap.sdk.ResultCode.OBJECT_CLASS_MODS_PROHIBITED;
import static com.unboundid.ldap.sdk.ResultCode.UNDEFINED_ATTRIBUTE_TYPE;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.GeneralizedTime;
import io.lightwave.directory.schema.ObjectClasses;
import io.lightwave.directory.schema.ViolationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Every write of entries, in the caller's transaction or its own. What the schema or the structure rules refuse is a
/// [ViolationException], and nothing has been changed.
public final class EntryWriter {
    /// The value of `pwdAccountLockedTime` that means: disabled by an administrator
    /// (draft-behera-ldap-password-policy §5.3.3).
    public static final String DISABLED = "000001010000Z";

    private static final int MAXIMUM_RDN_VALUE = 256;
    /// Of a normalised one: an index holds them.
    private static final int MAXIMUM_RDN_BYTES = 2_000;

    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final EntryRows rows;
    private final EntryStorage storage;
    private final References references;
    private final KeptAdministrators administrators;
    private final PasswordPolicies policies;
    private final Passwords passwords;
    private final SubjectLifecycle lifecycle;
    private final DynamicEntries dynamic;
    private final SharedModifications shared;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;
    private final AttributeType member;
    private final AttributeType userPassword;
    private final AttributeType lockedTime;
    private final AttributeType reset;
    private final AttributeType ref;

    EntryWriter(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            References references,
            KeptAdministrators administrators,
            PasswordPolicies policies,
            Passwords passwords,
            SubjectLifecycle lifecycle,
            DynamicEntries dynamic,
            SharedModifications shared,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        this.schema = schema;
        this.tree = tree;
        this.rows = rows;
        this.storage = storage;
        this.references = references;
        this.administrators = administrators;
        this.policies = policies;
        this.passwords = passwords;
        this.lifecycle = lifecycle;
        this.dynamic = dynamic;
        this.shared = shared;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
        this.member = schema.require("member");
        this.userPassword = schema.require("userPassword");
        this.lockedTime = schema.require("pwdAccountLockedTime");
        this.reset = schema.require("pwdReset");
        this.ref = schema.require("ref");
    }

    /// Makes the suffix of a tenant, what stands directly below it, and the group of its administrators.
    ///
    /// @param suffixId the id of the topmost entry
    public void plant(TenantId tenant, UUID suffixId) {
        DistinguishedName suffix = DistinguishedName.suffixOf(tenant);
        Map<StoredEntry, Map<AttributeType, List<byte[]>>> entries = new LinkedHashMap<>();
        entries.put(
                row(
                        suffixId,
                        null,
                        suffix.toString(),
                        DirectoryTree.rdnNormOfSuffix(tenant),
                        null,
                        true,
                        Author.SERVER),
                planted("domain", suffix.rdns().getFirst()));
        for (SubjectKind kind : SubjectKind.values()) {
            UUID container = plant(entries, suffixId, null, "organizationalUnit", "ou", kind.container());
            if (kind == SubjectKind.GROUP) {
                plant(entries, container, kind, kind.objectClass(), kind.namingAttribute(), Tenants.ADMINISTRATORS);
            }
        }
        plant(entries, suffixId, null, "organizationalUnit", "ou", StructureRules.POLICIES);
        transactions.executeWithoutResult(_ -> storage.insertAll(tenant, entries, Map.of()));
    }

    private UUID plant(
            Map<StoredEntry, Map<AttributeType, List<byte[]>>> entries,
            UUID parent,
            @Nullable SubjectKind kind,
            String objectClass,
            String attribute,
            String name) {
        RelativeName rdn = RelativeName.of(attribute, name);
        UUID id = newId();
        entries.put(
                row(id, parent, rdn.toString(), schema.normalise(rdn), kind, true, Author.SERVER),
                planted(objectClass, rdn));
        return id;
    }

    private Map<AttributeType, List<byte[]>> planted(String objectClass, RelativeName rdn) {
        var draft = new Draft(schema, Map.of());
        draft.add(schema.require("objectClass"), List.of(bytes(objectClass)));
        draft.include(rdn);
        draft.check(rdn, false);
        return draft.attributes();
    }

    /// Adds a leaf; empty when the name is taken.
    public Optional<Entry> add(TenantId tenant, DistinguishedName name, List<Attribute> attributes, Author author) {
        return addition(tenant, name, attributes, author).get();
    }

    /// The same in two: everything that takes its time, a password's hash above all, is done before this returns, and
    /// what it returns joins the caller's transaction.
    public Supplier<Optional<Entry>> addition(
            TenantId tenant, DistinguishedName name, List<Attribute> attributes, Author author) {
        Addition addition = prepare(tenant, name, attributes, author);
        return () -> Objects.requireNonNull(transactions.execute(_ -> insert(tenant, addition, author)));
    }

    /// An entry that may be added as far as can be said without a transaction.
    ///
    /// @param draft without the members
    /// @param life how long it has if it ends by itself; else empty
    record Addition(
            StoredEntry row, Draft draft, List<byte[]> members, PasswordChange password, Optional<Duration> life) {}

    /// Checks a new entry against the schema and the structure rules, and hashes its password.
    Addition prepare(TenantId tenant, DistinguishedName name, List<Attribute> attributes, Author author) {
        Entry parent = name.parent().flatMap(above -> tree.find(tenant, above)).orElseThrow(EntryWriter::noParent);
        RelativeName rdn = spelled(name.rdns().getFirst());
        DirectorySchema known = schema.of(tenant);
        var draft = new Draft(known, Map.of());
        PasswordChange password = new PasswordChange.None();
        Set<AttributeType> seen = new HashSet<>();
        @Nullable Attribute clearText = null;
        Provenance provenance = Provenance.ofNew(known);
        for (Attribute attribute : attributes) {
            if (author.relaxed() && provenance.take(attribute)) {
                continue;
            }
            AttributeType type = writable(known, attribute.getName());
            if (!seen.add(type)) {
                throw new ViolationException(ATTRIBUTE_OR_VALUE_EXISTS, type.name(), type.name() + " is given twice");
            }
            if (type.equals(userPassword)) {
                clearText = attribute;
            } else {
                draft.add(type, values(attribute));
            }
        }
        Optional<SubjectKind> kind = StructureRules.kind(parent, rdn, draft.classes(), author.server());
        draft.include(rdn);
        boolean ends = check(draft, rdn, kind.orElse(null)).include(DynamicEntries.OBJECT_CLASS);
        requireDynamic(ends, parent);
        Optional<Duration> said = provenance.timeToLive(ends);
        Optional<Duration> life = ends ? said.or(() -> Optional.of(DynamicEntries.FIRST)) : Optional.empty();
        if (clearText != null) {
            StructureRules.requireUser(kind.orElse(null), "userPassword");
            PasswordPolicy policy = policies.of(tenant);
            password = PasswordChange.of(
                    passwords, policy, tenant, rdn.value(), ModificationType.ADD, values(clearText), author, null);
            if (password instanceof PasswordChange.Set set
                    && set.asksForChange()
                    && draft.text(reset).isEmpty()) {
                draft.add(reset, List.of(bytes("TRUE")));
            }
        }
        List<byte[]> members = draft.take(member);
        boolean enabled = isEnabled(draft.take(lockedTime), kind.orElse(null));
        StoredEntry row =
                row(newId(), parent.id(), rdn.toString(), schema.normalise(rdn), kind.orElse(null), enabled, author);
        return new Addition(provenance.applied(row), draft, members, password, life);
    }

    private Optional<Entry> insert(TenantId tenant, Addition addition, Author author) {
        StoredEntry row = addition.row();
        if (!rows.pin(tenant, Objects.requireNonNull(row.parentId()))) {
            throw noParent();
        }
        Set<UUID> members = resolve(tenant, addition.members());
        references.pin(tenant, Map.of(), addition.draft().attributes());
        if (!storage.insert(tenant, row, addition.draft().attributes(), members)) {
            return Optional.empty();
        }
        // Looked up after the insert, which has waited for whoever was deleting an entry of that name.
        if (row.kind() != null && lifecycle.isRetired(tenant, row.kind(), row.rdnNorm())) {
            rows.lockToDelete(tenant, row.id()).ifPresent(made -> storage.delete(tenant, made, row.rdn()));
            return Optional.empty();
        }
        apply(addition.password(), tenant, row.id());
        addition.life().ifPresent(life -> dynamic.begin(tenant, Map.of(row.id(), life)));
        author.record().run();
        return tree.byId(tenant, row.id());
    }

    /// What stands below an entry that ends by itself has to end too.
    void requireDynamic(boolean ends, Entry parent) {
        if (!ends && dynamic.isDynamic(parent)) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, "objectClass", "what stands below a dynamic entry is dynamic too");
        }
    }

    /// Gives an entry that ends by itself another time to live; false when there is no such entry any more.
    public boolean refresh(TenantId tenant, UUID id, Duration time, Author author) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            boolean refreshed = dynamic.refresh(tenant, id, time);
            if (refreshed) {
                author.record().run();
            }
            return refreshed;
        }));
    }

    /// Keeps every other writer of the entry waiting until the caller's transaction ends; false when it is gone.
    public boolean hold(TenantId tenant, UUID id) {
        return rows.lockToChange(tenant, id).isPresent();
    }

    /// Applies all modifications in their order; false when there is no such entry.
    ///
    /// @throws io.lightwave.directory.LastAdministratorException when nobody would administer the tenant any more
    public boolean modify(TenantId tenant, UUID id, List<Modification> modifications, Author author) {
        Optional<Entry> known = tree.byId(tenant, id);
        if (known.isEmpty()) {
            return false;
        }
        boolean made = !author.relaxed()
                && shared.takes(known.get(), modifications)
                        .flatMap(stored -> updateOf(known.get(), stored, modifications, author))
                        .filter(shared::make)
                        .isPresent();
        if (made) {
            return true;
        }
        List<Modification> own = author.relaxed()
                ? modifications.stream()
                        .filter(modification -> !Provenance.concerns(schema.of(tenant), modification))
                        .toList()
                : modifications;
        PasswordChange password = passwordChange(known.get(), own, author);
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            Optional<EntryRows.Loaded> loaded = rows.lockToChange(tenant, id);
            loaded.ifPresent(before -> {
                Provenance provenance = Provenance.of(schema.of(tenant), before.row());
                modifications.stream()
                        .filter(modification -> !own.contains(modification))
                        .forEach(provenance::take);
                change(tenant, before, own, password, provenance, author);
                author.record().run();
            });
            return loaded.isPresent();
        }));
    }

    /// What becomes of an entry whose change concerns nothing else; empty when it is refused as far as is known.
    private Optional<EntryUpdate> updateOf(
            Entry entry, Map<AttributeType, List<byte[]>> stored, List<Modification> modifications, Author author) {
        var draft = new Draft(schema.of(entry.tenant()), stored);
        try {
            for (Modification modification : modifications) {
                AttributeType type = writable(entry.tenant(), modification.getAttributeName());
                draft.apply(modification.getModificationType(), type, values(modification));
            }
            RelativeName rdn = DistinguishedName.parse(entry.row().rdn()).rdns().getFirst();
            check(draft, rdn, entry.row().kind());
            return Optional.of(storage.prepare(
                    entry.tenant(),
                    stored,
                    entry.row().changed(clock.instant(), author),
                    draft.attributes(),
                    author.record()));
        } catch (ViolationException e) {
            return Optional.empty();
        }
    }

    private PasswordChange passwordChange(Entry entry, List<Modification> modifications, Author author) {
        PasswordChange change = new PasswordChange.None();
        int count = 0;
        for (Modification modification : modifications) {
            if (writable(entry.tenant(), modification.getAttributeName()).equals(userPassword)) {
                StructureRules.requireUser(entry.kind().orElse(null), "userPassword");
                if (++count > 2) {
                    throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "exactly one password");
                }
                String userName = entry.subject().map(Subject::name).orElse("");
                change = PasswordChange.of(
                        passwords,
                        policies.of(entry.tenant()),
                        entry.tenant(),
                        userName,
                        modification.getModificationType(),
                        values(modification),
                        author,
                        isOwn(entry.name(), author) ? new PasswordChange.Own(entry.id(), isForced(entry)) : null);
            }
        }
        return change;
    }

    /// Whether its owner has to choose another password.
    private boolean isForced(Entry entry) {
        return entry.attribute(reset) != null
                || passwords
                        .state(entry.tenant(), entry.id())
                        .filter(state -> state.isExpired(policies.of(entry.tenant()), clock.instant()))
                        .isPresent();
    }

    private static boolean isOwn(String name, Author author) {
        return !author.server() && author.name().toString().equals(name);
    }

    /// Who changes their own password has done what a reset asks for; who sets another's may ask for that.
    private void applyReset(
            TenantId tenant, EntryRows.Loaded before, PasswordChange password, Draft draft, Author author) {
        if (password instanceof PasswordChange.Set set) {
            String name = tree.assemble(tenant, before).map(Entry::name).orElse("");
            if (isOwn(name, author)) {
                draft.take(reset);
            } else if (set.asksForChange() && draft.text(reset).isEmpty()) {
                draft.add(reset, List.of(bytes("TRUE")));
            }
        }
        if (draft.text(reset).filter("FALSE"::equals).isPresent()) {
            draft.take(reset);
        }
    }

    /// All that the schema asks for, and what policies and people have to be.
    private ObjectClasses check(Draft draft, RelativeName rdn, @Nullable SubjectKind kind) {
        ObjectClasses classes = draft.check(rdn, kind != null);
        if (classes.structural().equals(PasswordPolicies.OBJECT_CLASS)) {
            policies.check(draft);
        }
        StructureRules.requireSpecial(classes, draft.texts(ref));
        if (draft.text(reset).isPresent()) {
            StructureRules.requireUser(kind, reset.name());
        }
        return classes;
    }

    private void change(
            TenantId tenant,
            EntryRows.Loaded before,
            List<Modification> modifications,
            PasswordChange password,
            Provenance provenance,
            Author author) {
        StoredEntry old = before.row();
        Map<AttributeType, List<byte[]>> stored = storage.read(tenant, before);
        var draft = new Draft(schema.of(tenant), stored);
        ObjectClasses classes = draft.classes();
        Optional<String> locked = Optional.empty();
        if (!old.enabled()) {
            locked = Optional.of(DISABLED);
        } else if (touches(lockedTime, tenant, modifications)) {
            locked = lockedByFailures(tenant, old);
        }
        locked.ifPresent(time -> draft.add(lockedTime, List.of(bytes(time))));
        Map<String, UUID> memberIds =
                touches(member, tenant, modifications) ? loadMembers(tenant, old.id(), draft) : Map.of();
        for (Modification modification : modifications) {
            AttributeType type = writable(tenant, modification.getAttributeName());
            if (!type.equals(userPassword)) {
                draft.apply(modification.getModificationType(), type, values(modification));
            }
        }
        draft.requireSingleValues();
        RelativeName rdn = DistinguishedName.parse(old.rdn()).rdns().getFirst();
        if (!draft.classes().structural().equals(classes.structural())
                && !(author.relaxed() && mayBecome(tenant, before, classes, draft.classes(), rdn))) {
            throw new ViolationException(
                    OBJECT_CLASS_MODS_PROHIBITED, "objectClass", "the structural object class stays");
        }
        applyReset(tenant, before, password, draft, author);
        if (check(draft, rdn, old.kind()).include(DynamicEntries.OBJECT_CLASS)
                != classes.include(DynamicEntries.OBJECT_CLASS)) {
            throw new ViolationException(
                    OBJECT_CLASS_MODS_PROHIBITED, "objectClass", "an entry is dynamic from its beginning to its end");
        }
        Map<String, byte[]> memberNames = new LinkedHashMap<>();
        draft.take(member).forEach(name -> memberNames.put(schema.normalise(member, name), name));
        Set<UUID> leaving = new HashSet<>();
        memberIds.forEach((name, memberId) -> {
            if (memberNames.remove(name) == null) {
                leaving.add(memberId);
            }
        });
        Set<UUID> joining = resolve(tenant, memberNames.values());
        List<byte[]> lockedNow = draft.take(lockedTime);
        boolean unlocked = old.enabled() && locked.isPresent() && lockedNow.isEmpty();
        boolean stillLocked = old.enabled()
                && !lockedNow.isEmpty()
                && locked.filter(time -> Arrays.equals(bytes(time), lockedNow.getFirst()))
                        .isPresent();
        boolean enabled = stillLocked || isEnabled(lockedNow, old.kind());
        if (!enabled) {
            StructureRules.requireNotAdministrators(old);
        }
        references.pin(tenant, stored, draft.attributes());
        boolean replaced = !(password instanceof PasswordChange.None);
        boolean ends = (old.enabled() && !enabled) || replaced;
        var row = new StoredEntry(
                old.id(),
                old.parentId(),
                old.rdn(),
                old.rdnNorm(),
                old.kind(),
                enabled,
                ends ? old.epoch() + 1 : old.epoch(),
                old.version() + 1,
                old.createdAt(),
                old.createdBy(),
                now(),
                author.name().toString());
        boolean takesAway = (old.enabled() && !enabled) || !leaving.isEmpty();
        boolean atStake = takesAway && administrators.areAtStake(tenant, old.id());
        storage.update(tenant, old, stored, provenance.applied(row), draft.attributes(), joining, leaving);
        if (atStake) {
            administrators.requireOne(tenant);
        }
        apply(password, tenant, old.id());
        if (replaced) {
            tree.byId(tenant, old.id()).flatMap(Entry::subject).ifPresent(lifecycle::passwordReplaced);
        }
        if (unlocked) {
            passwords.succeeded(tenant, old.id());
        }
        if (old.enabled() != enabled) {
            tree.byId(tenant, old.id())
                    .flatMap(Entry::subject)
                    .ifPresent(subject -> lifecycle.changed(
                            subject, enabled ? SubjectEnded.Change.ENABLED : SubjectEnded.Change.DISABLED));
        }
    }

    /// Whether an entry may turn into one of another structural class, as draft-zeilenga-ldap-relax-03 §3.1 has it:
    /// where such an entry could have been made, and would be the same kind of subject or none.
    private boolean mayBecome(
            TenantId tenant, EntryRows.Loaded before, ObjectClasses old, ObjectClasses now, RelativeName rdn) {
        Optional<Entry> parent = tree.assemble(tenant, before)
                .flatMap(entry -> entry.distinguishedName().parent())
                .flatMap(above -> tree.find(tenant, above));
        return parent.isPresent()
                && !StructureRules.isSpecial(old)
                && !StructureRules.isSpecial(now)
                && StructureRules.kind(parent.get(), rdn, now, false)
                        .equals(Optional.ofNullable(before.row().kind()));
    }

    /// When failures locked the account, if they did and it is still.
    private Optional<String> lockedByFailures(TenantId tenant, StoredEntry row) {
        return row.kind() == SubjectKind.USER
                ? passwords
                        .state(tenant, row.id())
                        .filter(state -> state.lockedUntil(policies.of(tenant), clock.instant())
                                .isPresent())
                        .flatMap(PasswordState::lockedAt)
                        .map(GeneralizedTime::format)
                : Optional.empty();
    }

    private boolean touches(AttributeType type, TenantId tenant, List<Modification> modifications) {
        return modifications.stream()
                .anyMatch(modification ->
                        writable(tenant, modification.getAttributeName()).equals(type));
    }

    /// Puts the members' names into the draft, and returns the ids by normalised name.
    private Map<String, UUID> loadMembers(TenantId tenant, UUID group, Draft draft) {
        var names = new LinkedHashMap<String, byte[]>();
        var ids = new LinkedHashMap<String, UUID>();
        tree.memberNames(tenant, group).forEach((id, name) -> {
            String normalised = schema.normalise(member, bytes(name));
            names.put(normalised, bytes(name));
            ids.put(normalised, id);
        });
        if (!names.isEmpty()) {
            draft.add(member, List.copyOf(names.values()));
        }
        return ids;
    }

    /// Deletes a leaf, after everybody who issued something to it has been told; false when there is no such entry.
    ///
    /// @throws io.lightwave.directory.LastAdministratorException when nobody would administer the tenant any more
    public boolean delete(TenantId tenant, UUID id, Author author) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            Optional<EntryRows.Loaded> loaded = rows.lockToDelete(tenant, id);
            loaded.ifPresent(gone -> {
                delete(tenant, gone, author);
                author.record().run();
            });
            return loaded.isPresent();
        }));
    }

    private void delete(TenantId tenant, EntryRows.Loaded loaded, Author author) {
        Entry entry = tree.assemble(tenant, loaded).orElseThrow();
        StructureRules.requireDeletable(entry);
        if (rows.hasChildren(tenant, entry.id())) {
            throw new ViolationException(NOT_ALLOWED_ON_NONLEAF, "entries stand below");
        }
        boolean atStake = entry.isSubject() && entry.enabled() && administrators.areAtStake(tenant, entry.id());
        entry.subject().ifPresent(subject -> {
            lifecycle.changed(subject, SubjectEnded.Change.DELETED);
            lifecycle.retire(subject, entry.rdnNorm());
        });
        references.removed(entry, author);
        storage.delete(tenant, loaded, entry.name());
        if (atStake) {
            administrators.requireOne(tenant);
        }
    }

    private void apply(PasswordChange password, TenantId tenant, UUID id) {
        switch (password) {
            case PasswordChange.None() -> {}
            case PasswordChange.Remove() -> passwords.remove(tenant, id);
            case PasswordChange.Set set -> passwords.store(set.policy(), tenant, id, set.password());
        }
    }

    /// The attribute, if it exists and somebody else than the server may write it.
    private AttributeType writable(TenantId tenant, String description) {
        return writable(schema.of(tenant), description);
    }

    private static AttributeType writable(DirectorySchema known, String description) {
        AttributeType type = known.described(description)
                .orElseThrow(() -> new ViolationException(
                        UNDEFINED_ATTRIBUTE_TYPE, description, "unknown attribute '%s'".formatted(description)));
        if (type.isReadOnly()) {
            throw new ViolationException(CONSTRAINT_VIOLATION, type.name(), type.name() + " is kept by the server");
        }
        return type;
    }

    private boolean isEnabled(List<byte[]> locked, @Nullable SubjectKind kind) {
        if (locked.isEmpty()) {
            return true;
        }
        if (!Arrays.equals(locked.getFirst(), bytes(DISABLED)) || kind == null) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, lockedTime.name(), "takes %s only, on subjects".formatted(DISABLED));
        }
        return false;
    }

    /// The ids of the named entries: a member is an entry of the same tenant that exists.
    Set<UUID> resolve(TenantId tenant, Iterable<byte[]> names) {
        var ids = new HashSet<UUID>();
        for (byte[] name : names) {
            ids.add(tree.find(tenant, DistinguishedName.parseSpaced(new String(name, StandardCharsets.UTF_8)))
                    .filter(Entry::isSubject)
                    .filter(found -> rows.pin(tenant, found.id()))
                    .orElseThrow(() -> new ViolationException(
                            CONSTRAINT_VIOLATION, "member", "a member is no subject of this tenant"))
                    .id());
        }
        return ids;
    }

    /// The RDN with its types as the schema spells them, if they can name an entry.
    RelativeName spelled(RelativeName rdn) {
        var types = new HashSet<AttributeType>();
        var assertions = rdn.assertions().stream()
                .map(assertion -> {
                    AttributeType type = writable(schema, assertion.type()); // not by what a tenant adds
                    if (!type.hasEquality()
                            || type.isOperational()
                            || type.isName()
                            || type.equals(userPassword)
                            || !types.add(type)
                            || assertion.value().isBlank()
                            || assertion.value().length() > MAXIMUM_RDN_VALUE) {
                        throw new ViolationException(NAMING_VIOLATION, type.name(), "does not name an entry");
                    }
                    try {
                        schema.check(type, bytes(assertion.value()));
                        schema.normalise(type, bytes(assertion.value()));
                    } catch (IllegalArgumentException e) {
                        throw new ViolationException(
                                INVALID_ATTRIBUTE_SYNTAX, type.name(), "not a value of " + type.name());
                    }
                    return new RelativeName.Assertion(type.name(), assertion.value());
                })
                .toList();
        var spelled = new RelativeName(assertions);
        if (bytes(schema.normalise(spelled)).length > MAXIMUM_RDN_BYTES) {
            throw new ViolationException(ADMIN_LIMIT_EXCEEDED, "a relative name that is too long");
        }
        return spelled;
    }

    private StoredEntry row(
            UUID id,
            @Nullable UUID parent,
            String rdn,
            String rdnNorm,
            @Nullable SubjectKind kind,
            boolean enabled,
            Author author) {
        String by = author.name().toString();
        Instant now = now();
        return new StoredEntry(id, parent, rdn, rdnNorm, kind, enabled, 0, 1, now, by, now, by);
    }

    /// As precise as the database is.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// By the time and at random (RFC 9562 §5.7): what is made together stands together in every index.
    private UUID newId() {
        var bytes = new byte[2 * Long.BYTES];
        random.nextBytes(bytes);
        var buffer = ByteBuffer.wrap(bytes);
        long high = (clock.millis() << 16) | 0x7000 | (buffer.getLong() & 0x0fff);
        return new UUID(high, (buffer.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    private static ViolationException noParent() {
        return new ViolationException(NO_SUCH_OBJECT, "there is no entry above");
    }

    private static List<byte[]> values(Attribute attribute) {
        return Arrays.asList(attribute.getValueByteArrays());
    }

    private static List<byte[]> values(Modification modification) {
        return Arrays.asList(modification.getValueByteArrays());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
