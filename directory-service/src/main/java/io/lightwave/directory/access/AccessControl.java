package io.lightwave.directory.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.RuleAuthors;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides who may see and change what. Administrators of a tenant and of the system tenant may do everything in it;
/// for all others a right is had if a rule allows it and none denies it, wherever the rules stand.
public final class AccessControl implements RuleAuthors {
    static final String KIND = "access-rule";
    private static final int MAXIMUM_CACHED = 10_000;

    /// What is in more groups than these is changed by administrators of the tenant only.
    private static final int MOST_GROUPS_ABOVE = 10_000;

    private static final Set<Right> READING = EnumSet.of(Right.READ, Right.SEARCH, Right.COMPARE);

    /// Whoever sets these can take the subject's place, here or elsewhere: letters with links go to its address.
    private static final Set<String> CREDENTIALS =
            Set.of("userpassword", "usercertificate", "sshpublickey", "pwdaccountlockedtime", "mail", "mailverified");

    private static final Set<String> WORDS_AT_HOME = Set.of(Who.ANYONE, Who.AUTHENTICATED);

    private final TenantId system;
    private final DirectorySchema schema;
    private final DirectoryTree tree;
    private final TargetFilters filters;
    private final BuiltIn builtIn;
    private final ReservedNames reserved;
    private final ChangeFeed.Cached<RuleSet> rules;

    AccessControl(
            TenantId system,
            DirectorySchema schema,
            DirectoryTree tree,
            TargetFilters filters,
            ReservedNames reserved,
            RuleRows rows,
            ChangeFeed feed) {
        this.system = system;
        this.schema = schema;
        this.tree = tree;
        this.filters = filters;
        this.reserved = reserved;
        this.builtIn = new BuiltIn(schema);
        this.rules = feed.cache(KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant, rows));
    }

    private static Optional<RuleSet> load(TenantId tenant, RuleRows rows) {
        List<Rule> all = rows.all(tenant);
        return all.isEmpty() ? Optional.empty() : Optional.of(new RuleSet(tenant, all));
    }

    /// @param principal empty for who is not bound
    public View view(Optional<ActivePrincipal> principal, TenantId tenant) {
        return principal
                .map(known -> view(known, tenant))
                .orElseGet(() -> view(tenant, Set.of(Who.ANYONE, Who.ANONYMOUS)));
    }

    public View view(ActivePrincipal principal, TenantId tenant) {
        boolean home = principal.tenant().equals(tenant);
        UUID id = principal.id().value();
        if (mustChangePassword(principal)) {
            return home ? new View(id, builtIn.own(tenant, id, true)) : View.NOTHING;
        }
        if (administers(principal, tenant)) {
            return View.EVERYTHING;
        }
        return home ? homeView(principal) : view(tenant, Set.of(Who.ANYONE));
    }

    /// Whether it is an administrator of the tenant, or of the system tenant.
    public boolean administers(ActivePrincipal principal, TenantId tenant) {
        return principal.isAdministrator()
                && (principal.tenant().equals(tenant) || principal.tenant().equals(system));
    }

    /// As the state of the entry was when the principal was looked up, which is for each operation.
    public static boolean mustChangePassword(ActivePrincipal principal) {
        return principal
                .subject()
                .attributes()
                .getOrDefault("pwdreset", List.of())
                .contains("TRUE");
    }

    /// Says which rules of the tenant's own there are: another text when any of them has changed.
    public String rulesVersion(TenantId tenant) {
        return rules.get(tenant, KIND).map(RuleSet::version).orElse("");
    }

    @Override
    public boolean mayWriteRules(ActivePrincipal principal, TenantId tenant) {
        View view = view(principal, tenant);
        return view.isEverything() || view.rules().stream().anyMatch(rule -> rule.allows() && rule.has(Right.MANAGE));
    }

    private List<RuleSet.Pair> rules(TenantId tenant) {
        return rules.get(tenant, KIND)
                .map(set -> set.compiled(schema.of(tenant), filters))
                .orElse(List.of());
    }

    /// Of one who has no entry in the tenant.
    private View view(TenantId tenant, Set<String> words) {
        List<CompiledRule> applying = rules(tenant).stream()
                .filter(pair -> pair.isOf(words))
                .map(RuleSet.Pair::compiled)
                .toList();
        return applying.isEmpty() ? View.NOTHING : new View(null, applying);
    }

    private View homeView(ActivePrincipal principal) {
        TenantId tenant = principal.tenant();
        UUID id = principal.id().value();
        List<CompiledRule> own = new ArrayList<>(builtIn.own(tenant, id, false));
        if (principal.groups().contains(Tenants.USER_ADMINISTRATORS)) {
            for (SubjectKind kind : List.of(SubjectKind.USER, SubjectKind.GROUP)) {
                tree.container(tenant, kind).ifPresent(container -> own.addAll(BuiltIn.below(tenant, container.id())));
            }
        }
        List<RuleSet.Pair> pairs = rules(tenant);
        if (pairs.isEmpty()) {
            return new View(id, own);
        }
        Set<UUID> groups = tree.groupsOf(tenant, id);
        var applying = new ArrayList<CompiledRule>(own);
        for (RuleSet.Pair pair : pairs) {
            if (pair.isOf(WORDS_AT_HOME) || pair.names(id, groups)) {
                applying.add(pair.compiled());
            } else if (pair.isOf(Set.of(Who.SELF))) {
                applying.add(pair.compiled().only(id));
            }
        }
        return new View(id, applying);
    }

    /// Whether it is the tenant's group of administrators or one of a role, or in such a group; what is in too many
    /// groups to be looked at counts as such.
    private boolean isPrivileged(Entry entry, Set<UUID> above) {
        return above.size() > MOST_GROUPS_ABOVE
                || Stream.concat(Stream.of(Tenants.ADMINISTRATORS), Tenants.ROLES.stream())
                        .flatMap(name -> tree.subject(entry.tenant(), SubjectKind.GROUP, name).stream())
                        .anyMatch(group -> entry.id().equals(group.id()) || above.contains(group.id()));
    }

    private boolean isPrivileged(Entry entry) {
        return isPrivileged(entry, groupsAbove(entry));
    }

    /// The groups that the entry is in, nested ones included, and no more than it takes to see that they are too many.
    /// Disabled ones are among them: by being enabled again nobody shall have got something unseen.
    private Set<UUID> groupsAbove(Entry entry) {
        var above = new HashSet<UUID>();
        var next = new ArrayDeque<UUID>(Set.of(entry.id()));
        while (!next.isEmpty() && above.size() <= MOST_GROUPS_ABOVE) {
            tree.directGroupsOf(entry.tenant(), next.remove()).stream()
                    .filter(above::add)
                    .forEach(next::add);
        }
        return above;
    }

    private static boolean isGroup(Entry entry) {
        return entry.kind().filter(kind -> kind == SubjectKind.GROUP).isPresent();
    }

    /// Whether one who may write these attributes of an entry gets nothing by it that it does not have itself.
    public boolean mayTouch(View requester, Entry entry, Collection<AttributeType> types) {
        if (requester.isEverything() || requester.isOwn(entry) || !entry.isSubject()) {
            return true;
        }
        if (isGroup(entry)) {
            return mayChangeGroup(requester, entry);
        }
        boolean takesPlace = types.stream().anyMatch(type -> CREDENTIALS.contains(type.key()));
        return takesPlace ? reaches(requester, entry) : !isPrivileged(entry);
    }

    private boolean mayChangeGroup(View requester, Entry group) {
        return requester.mayChange(group, () -> reaches(requester, group) && hasWhatSettingsGive(requester, group));
    }

    /// Whether settings give members of the group nothing that the requester has not: it is in the group
    /// that they name, or administers all users and groups.
    private boolean hasWhatSettingsGive(View requester, Entry group) {
        TenantId tenant = group.tenant();
        Set<UUID> own = requester.own().map(id -> tree.groupsOf(tenant, id)).orElse(Set.of());
        boolean administersUsers = tree.subject(tenant, SubjectKind.GROUP, Tenants.USER_ADMINISTRATORS)
                .filter(administrators -> own.contains(administrators.id()))
                .isPresent();
        return administersUsers || isOutsideOfSettings(group, own);
    }

    /// Whether settings name neither the group nor one that it is in, but for those that the requester is in.
    private boolean isOutsideOfSettings(Entry group, Set<UUID> own) {
        Set<UUID> above = groupsAbove(group);
        return above.size() <= MOST_GROUPS_ABOVE
                && Stream.concat(Stream.of(group.id()), above.stream())
                        .filter(id -> !own.contains(id))
                        .flatMap(id -> tree.byId(group.tenant(), id).flatMap(Entry::subject).stream())
                        .noneMatch(subject -> isInSettings(group.tenant(), SubjectKind.GROUP, subject.name()));
    }

    /// Whether settings outside of access rules give rights by this name.
    public boolean isInSettings(TenantId tenant, SubjectKind kind, String name) {
        return reserved.has(tenant, kind, name);
    }

    /// The same of one who may delete or rename it.
    public boolean mayRemove(View requester, Entry entry) {
        return requester.isEverything() || (isGroup(entry) ? mayChangeGroup(requester, entry) : !isPrivileged(entry));
    }

    /// Whether a requester who takes the subject's place, or puts others there, gets no right that it does not have
    /// itself: by setting a password, acting as the subject, or changing who is in a group.
    public boolean reaches(View requester, Entry subject) {
        if (requester.isEverything()) {
            return true;
        }
        Set<UUID> above = groupsAbove(subject);
        if (isPrivileged(subject, above)) {
            return false;
        }
        boolean group = isGroup(subject);
        for (RuleSet.Pair pair : rules(subject.tenant())) {
            boolean means = pair.names(subject.id(), above);
            // Who leaves a group is rid of what is denied to it.
            if (means && !(pair.compiled().allows() ? holds(requester, pair.compiled()) : !group)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the requester has, wherever the rule applies, all the rights that it is about.
    boolean holds(View requester, CompiledRule rule) {
        return rule.rights().stream().allMatch(right -> holds(requester, rule, right));
    }

    boolean holds(View requester, CompiledRule rule, Right right) {
        if (requester.isEverything()) {
            return true;
        }
        boolean held = false;
        for (CompiledRule own : requester.rules()) {
            if (!own.allows() && own.has(right) && mayMeet(own, rule, right)) {
                return false;
            }
            held |= own.allows() && own.covers(rule, right, isWithin(rule.tenant(), rule.base(), own.base()));
        }
        return held;
    }

    private boolean mayMeet(CompiledRule one, CompiledRule other, Right right) {
        return (!right.isOfAttributes() || one.attributes().overlaps(other.attributes()))
                && (isWithin(one.tenant(), one.base(), other.base())
                        || isWithin(one.tenant(), other.base(), one.base()));
    }

    private boolean isWithin(TenantId tenant, UUID entry, UUID above) {
        return entry.equals(above)
                || tree.byId(tenant, entry)
                        .filter(known -> known.isWithin(above))
                        .isPresent();
    }

    /// What is decided of a right, and by which rule.
    ///
    /// @param rule its name; null when no rule allows it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Decided(boolean allowed, @Nullable String rule) {
        private static final Decided BY_NOTHING = new Decided(false, null);
    }

    /// @param type null for a right to the whole entry
    public Decided decide(View requester, Entry entry, Right right, @Nullable AttributeType type) {
        if (type != null && type.key().equals("userpassword") && READING.contains(right)) {
            return Decided.BY_NOTHING;
        }
        CompiledRule rule = requester.of(entry).deciding(right, type);
        if (rule == null) {
            return Decided.BY_NOTHING;
        }
        boolean escalates = rule.allows()
                && switch (right) {
                    case WRITE -> !mayTouch(requester, entry, type == null ? List.of() : List.of(type));
                    case DELETE -> !mayRemove(requester, entry);
                    case PROXY -> !reaches(requester, entry);
                    default -> false;
                };
        return escalates ? new Decided(false, BuiltIn.NO_ESCALATION) : new Decided(rule.allows(), rule.name());
    }
}
