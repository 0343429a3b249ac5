package io.lightwave.server.scim;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
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

/// The users of a tenant, each change in one transaction with its audit event.
final class ScimUsers {
    private static final int PAGE = 500;

    private final Subjects subjects;
    private final Audit audit;
    private final TransactionTemplate transactions;

    ScimUsers(Subjects subjects, Audit audit, TransactionTemplate transactions) {
        this.subjects = subjects;
        this.audit = audit;
        this.transactions = transactions;
    }

    /// A part of the users, and how many there are.
    record Slice(List<Subject> users, long total) {}

    /// @param startIndex from 1
    Slice list(TenantId tenant, int startIndex, int count) {
        List<Subject> users = new ArrayList<>();
        long seen = 0;
        @Nullable String cursor = null;
        do {
            Page<Subject> page = subjects.list(tenant, SubjectKind.USER, cursor, PAGE);
            for (Subject user : page.items()) {
                seen++;
                if (seen >= startIndex && users.size() < count) {
                    users.add(user);
                }
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return new Slice(users, seen);
    }

    Optional<Subject> byName(TenantId tenant, String userName) {
        return subjects.byName(tenant, SubjectKind.USER, userName);
    }

    Subject get(TenantId tenant, String id) {
        return find(tenant, id).orElseThrow(ScimException::notFound);
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
        return transactions.execute(_ -> switch (subjects.add(
                tenant, SubjectKind.USER, userName, complete(userName, wanted.attributes()))) {
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
            Subject before = get(tenant, id);
            if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.equals(ScimUser.version(before))) {
                throw new ScimException(HttpStatus.PRECONDITION_FAILED, "", "the user was changed in the meantime");
            }
            if (wanted.userName().isPresent() && !wanted.userName().get().equals(before.name())) {
                throw ScimException.bad("mutability", "userName: cannot be changed");
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
        return get(user.tenant(), user.id().toString());
    }

    void delete(TenantId tenant, String id, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            Subject user = get(tenant, id);
            subjects.delete(tenant, user.id());
            record(tenant, caller, "user.delete", user.name());
        });
    }

    private void record(TenantId tenant, Caller caller, String action, String userName) {
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, "user:" + userName, AuditEvent.Outcome.SUCCESS, "", caller.origin()));
    }
}
