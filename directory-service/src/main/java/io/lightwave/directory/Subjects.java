package io.lightwave.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The subjects of every tenant. Writes join the caller's transaction, or make their own when there is none, and
/// announce what they touched on the [ChangeFeed].
public interface Subjects {

    /// The answer to [#add].
    sealed interface AddOutcome {
        record Added(Subject subject) implements AddOutcome {}

        /// The name is in use, or was used by a deleted subject whose credentials have not expired yet.
        record NameTaken() implements AddOutcome {}
    }

    /// Adds a subject below its kind's container.
    ///
    /// @param attributes further user attributes by name (`mail`, `displayName`, …), each with one or more values
    /// @throws InvalidFieldException when the name or an attribute is not acceptable to the schema
    AddOutcome add(TenantId tenant, SubjectKind kind, String name, Map<String, List<String>> attributes);

    /// A user who may be added as far as can be said without a transaction, and whose password is hashed already.
    @FunctionalInterface
    interface NewUser {
        /// Adds the user. Joins the caller's transaction, which is kept waiting for no hash.
        AddOutcome add();
    }

    /// Everything about a new user with a password that takes its time, for callers who hold no connection meanwhile.
    ///
    /// @param attributes as in [#add]
    /// @throws InvalidFieldException as in [#add], and on `password` when the password policy refuses it
    NewUser newUser(TenantId tenant, String name, Map<String, List<String>> attributes, Password password);

    Optional<Subject> byId(TenantId tenant, SubjectId id);

    Optional<Subject> byName(TenantId tenant, SubjectKind kind, String name);

    /// A subject of one kind, by its id or else by its name.
    default Optional<Subject> find(TenantId tenant, SubjectKind kind, String idOrName) {
        Optional<Subject> found;
        try {
            found = byId(tenant, SubjectId.parse(idOrName));
        } catch (IllegalArgumentException name) {
            found = byName(tenant, kind, idOrName);
        }
        return found.filter(subject -> subject.kind() == kind);
    }

    /// Subjects of one kind in order of name.
    ///
    /// @param part what their names contain, compared as names are; empty for all
    /// @param cursor what an earlier page gave as its `nextCursor`, or null for the first page
    /// @param limit 1 to 500
    Page<Subject> list(TenantId tenant, SubjectKind kind, String part, @Nullable String cursor, int limit);

    /// Replaces the given attributes (an empty list removes one) and returns the subject as it then is;
    /// empty when there is none.
    Optional<Subject> modify(TenantId tenant, SubjectId id, Map<String, List<String>> replacements);

    /// Enables or disables; disabling raises the epoch and calls every [SubjectEnded] in the same transaction.
    ///
    /// @throws LastAdministratorException when nobody would administer the tenant any more
    Optional<Subject> setEnabled(TenantId tenant, SubjectId id, boolean enabled);

    /// Deletes for good, after every [SubjectEnded] in the same transaction. False when there was none.
    ///
    /// @throws LastAdministratorException when nobody would administer the tenant any more
    boolean delete(TenantId tenant, SubjectId id);

    /// Sets a user's password (stored as Argon2id only) and raises the epoch.
    ///
    /// @throws InvalidFieldException on `password` when the password policy refuses it
    void setPassword(TenantId tenant, SubjectId id, Password password);

    /// Adds a member to a group, making the group when it is missing; no effect when already a member.
    void addToGroup(TenantId tenant, String group, SubjectId member);

    /// Takes a member out of a group; no effect when it is none, or there is no such group.
    ///
    /// @return false when it stays in, since nobody would administer the tenant any more
    boolean removeFromGroup(TenantId tenant, String group, SubjectId member);

    /// Reads at once what is not in memory of that which [#byId] and [#groupsOf] will be asked for next.
    void readAhead(TenantId tenant, Collection<SubjectId> ids);

    /// Names of the groups the subject is a member of, nested membership included.
    Set<String> groupsOf(TenantId tenant, SubjectId id);
}
