package io.lightwave.server.scim;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// The users of a tenant as callers may see and change them, each change in one transaction with its audit event.
final class ScimUsers {
    private static final int PAGE = 500;

    private final Subjects subjects;
    private final SubjectAccess access;
    private final Audit audit;
    private final TransactionTemplate transactions;

    ScimUsers(Subjects subjects, SubjectAccess access, Audit audit, TransactionTemplate transactions) {
        this.subjects = subjects;
        this.access = access;
        this.audit = audit;
        this.transactions = transactions;
    }

    /// A part of the users, and how many there are.
    record Slice(List<Subject> users, long total) {}

    /// @param startIndex from 1
    Slice list(TenantId tenant, Caller caller, int startIndex, int count) {
        List<Subject> users = new ArrayList<>();
        long seen = 0;
        @Nullable String cursor = null;
        do {
            Page<Subject> page = subjects.list(tenant, SubjectKind.USER, cursor, PAGE);
            for (Subject user : page.items()) {
                Optional<Subject> readable = access.readable(caller.principal(), user);
                if (readable.isPresent() && ++seen >= startIndex && users.size() < count) {
                    users.add(readable.get());
                }
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return new Slice(users, seen);
    }

    Optional<Subject> byName(TenantId tenant, Caller caller, String userName) {
        return subjects.byName(tenant, SubjectKind.USER, userName)
                .filter(user -> access.maySearch(caller.principal(), user, "uid"))
                .flatMap(user -> access.readable(caller.principal(), user));
    }

    /// What is hidden from the caller and what does not exist look alike.
    Subject get(TenantId tenant, String id, Caller caller) {
        return find(tenant, id)
                .flatMap(user -> access.readable(caller.principal(), user))
                .orElseThrow(ScimException::notFound);
    }

    private Optional<Subject> find(TenantId tenant, String id) {
        try {
            return subjects.byId(tenant, SubjectId.parse(id)).filter(subject -> subject.kind() == SubjectKind.USER);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Subject create(TenantId tenant, UserChange wanted, Caller caller) {
        String userName = wanted.userName().orElseThrow(() -> new InvalidFieldException("userName", "is missing"));
        Map<String, List<String>> attributes = complete(userName, wanted.attributes());
        Map<String, List<String>> all = new HashMap<>(attributes);
        credentials(wanted).forEach(attribute -> all.put(attribute, List.of("to be set")));
        if (!access.mayAddUser(caller.principal(), tenant, userName, all)) {
            throw refused(tenant, caller, "user.create", userName);
        }
        return transactions.execute(_ -> switch (subjects.add(tenant, SubjectKind.USER, userName, attributes)) {
            case Subjects.AddOutcome.Added added -> {
                record(tenant, caller, "user.create", userName);
                yield credentials(added.subject(), wanted, caller);
            }
            case Subjects.AddOutcome.NameTaken _ ->
                throw new ScimException(HttpStatus.CONFLICT, "uniqueness", "the userName is taken");
        });
    }

    /// What the schema of a person asks for and SCIM does not.
    private static Map<String, List<String>> complete(String userName, Map<String, List<String>> given) {
        Map<String, List<String>> attributes = new HashMap<>(given);
        attributes.values().removeIf(List::isEmpty);
        attributes.putIfAbsent("sn", List.of(userName));
        attributes.putIfAbsent("cn", attributes.getOrDefault("displayName", List.of(userName)));
        return attributes;
    }

    Subject change(TenantId tenant, String id, UserChange wanted, @Nullable String ifMatch, Caller caller) {
        return transactions.execute(_ -> {
            get(tenant, id, caller);
            Subject before = find(tenant, id).orElseThrow(ScimException::notFound);
            if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.equals(ScimUser.version(before))) {
                throw new ScimException(HttpStatus.PRECONDITION_FAILED, "", "the user was changed in the meantime");
            }
            if (wanted.userName().isPresent() && !wanted.userName().get().equals(before.name())) {
                throw ScimException.bad("mutability", "userName: cannot be changed");
            }
            List<String> touched = new ArrayList<>(wanted.attributes().keySet());
            touched.addAll(credentials(wanted));
            if (!access.mayReplace(caller.principal(), before, touched)) {
                throw refused(tenant, caller, "user.update", before.name());
            }
            if (wanted.attributes().isEmpty()) {
                return credentials(before, wanted, caller);
            }
            Map<String, List<String>> attributes = new HashMap<>(wanted.attributes());
            attributes.computeIfPresent("sn", (_, values) -> values.isEmpty() ? List.of(before.name()) : values);
            attributes.computeIfPresent("cn", (_, values) -> values.isEmpty() ? List.of(before.name()) : values);
            Subject after = subjects.modify(tenant, before.id(), attributes).orElseThrow(ScimException::notFound);
            record(tenant, caller, "user.update", before.name());
            return credentials(after, wanted, caller);
        });
    }

    /// The attributes of its credentials that a change is about.
    private static List<String> credentials(UserChange wanted) {
        List<String> attributes = new ArrayList<>();
        wanted.password().ifPresent(_ -> attributes.add("userPassword"));
        wanted.active().ifPresent(_ -> attributes.add("pwdAccountLockedTime"));
        return attributes;
    }

    private Subject credentials(Subject user, UserChange wanted, Caller caller) {
        wanted.password().ifPresent(password -> {
            subjects.setPassword(user.tenant(), user.id(), password);
            record(user.tenant(), caller, "user.password", user.name());
        });
        boolean active = wanted.active().orElse(user.enabled());
        if (active != user.enabled()) {
            subjects.setEnabled(user.tenant(), user.id(), active);
            record(user.tenant(), caller, active ? "user.enable" : "user.disable", user.name());
        }
        Subject changed = find(user.tenant(), user.id().toString()).orElseThrow(ScimException::notFound);
        return access.readable(caller.principal(), changed).orElseThrow(ScimException::notFound);
    }

    void delete(TenantId tenant, String id, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            Subject user = get(tenant, id, caller);
            if (!access.mayDelete(caller.principal(), user)) {
                throw refused(tenant, caller, "user.delete", user.name());
            }
            subjects.delete(tenant, user.id());
            record(tenant, caller, "user.delete", user.name());
        });
    }

    private ScimException refused(TenantId tenant, Caller caller, String action, String userName) {
        audit.record(new AuditEvent(
                tenant,
                caller.actor(),
                action,
                "user:" + userName,
                AuditEvent.Outcome.REFUSED,
                "no rule allows it",
                caller.origin()));
        return new ScimException(HttpStatus.FORBIDDEN, "", "no access rule lets the caller do this");
    }

    private void record(TenantId tenant, Caller caller, String action, String userName) {
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, "user:" + userName, AuditEvent.Outcome.SUCCESS, "", caller.origin()));
    }
}
