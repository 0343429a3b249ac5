package io.lightwave.directory.subject;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Author;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.dit.KeptAdministrators;
import io.lightwave.directory.dit.SubjectNames;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Subjects on the tree.
final class DirectorySubjects implements Subjects {
    private final DirectoryTree tree;
    private final EntryWriter writer;
    private final KeptAdministrators administrators;
    private final TransactionTemplate transactions;

    DirectorySubjects(
            DirectoryTree tree,
            EntryWriter writer,
            KeptAdministrators administrators,
            TransactionTemplate transactions) {
        this.tree = tree;
        this.writer = writer;
        this.administrators = administrators;
        this.transactions = transactions;
    }

    @Override
    public AddOutcome add(TenantId tenant, SubjectKind kind, String name, Map<String, List<String>> attributes) {
        return addition(tenant, kind, name, SubjectAttributes.complete(kind, name, attributes))
                .get();
    }

    @Override
    public NewUser newUser(TenantId tenant, String name, Map<String, List<String>> attributes, Password password) {
        List<Attribute> complete = new ArrayList<>(SubjectAttributes.complete(SubjectKind.USER, name, attributes));
        complete.add(new Attribute("userPassword", password.utf8()));
        return addition(tenant, SubjectKind.USER, name, complete)::get;
    }

    private Supplier<AddOutcome> addition(TenantId tenant, SubjectKind kind, String name, List<Attribute> attributes) {
        if (!SubjectNames.accepts(kind, name)) {
            throw new InvalidFieldException("name", "not a name that a %s may have".formatted(lower(kind.name())));
        }
        DistinguishedName entry =
                DistinguishedName.suffixOf(tenant).child("ou", kind.container()).child(kind.namingAttribute(), name);
        Supplier<Optional<Entry>> addition =
                checked(kind, () -> writer.addition(tenant, entry, attributes, Author.SERVER));
        return () -> checked(kind, addition)
                .flatMap(Entry::subject)
                .<AddOutcome>map(AddOutcome.Added::new)
                .orElseGet(AddOutcome.NameTaken::new);
    }

    @Override
    public Optional<Subject> byId(TenantId tenant, SubjectId id) {
        return tree.byId(tenant, id.value()).flatMap(Entry::subject);
    }

    @Override
    public Optional<Subject> byName(TenantId tenant, SubjectKind kind, String name) {
        return tree.subject(tenant, kind, name)
                .flatMap(Entry::subject)
                .filter(subject -> SubjectNames.identifies(kind, name, subject.name()));
    }

    @Override
    public Page<Subject> list(TenantId tenant, SubjectKind kind, String part, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > 500) {
            throw new InvalidFieldException("limit", "1 to 500");
        }
        String after = cursor == null ? "" : Cursor.decode(cursor);
        List<Entry> found = tree.subjects(tenant, kind, tree.containing(kind, part), after, limit + 1);
        List<Entry> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<Subject>(
                page.stream().flatMap(entry -> entry.subject().stream()).toList(),
                found.size() > limit ? Cursor.encode(DirectoryTree.rdnOf(page.getLast())) : null);
    }

    @Override
    public Optional<Subject> modify(TenantId tenant, SubjectId id, Map<String, List<String>> replacements) {
        Optional<Subject> subject = byId(tenant, id);
        if (subject.isEmpty()) {
            return Optional.empty();
        }
        var modifications = new ArrayList<Modification>();
        replacements.forEach((name, values) -> {
            SubjectAttributes.requireOwn(name);
            modifications.add(new Modification(ModificationType.REPLACE, name, values.toArray(String[]::new)));
        });
        if (subject.get().kind() == SubjectKind.USER) {
            modifications.addAll(SubjectAttributes.missingClasses(classesOf(tenant, id), replacements));
        }
        return change(subject.get(), modifications);
    }

    private Set<String> classesOf(TenantId tenant, SubjectId id) {
        return tree.byId(tenant, id.value()).stream()
                .flatMap(entry -> entry.attributes().stream())
                .filter(values -> values.type().key().equals("objectclass"))
                .flatMap(values -> values.values().stream())
                .map(value -> lower(new String(value, StandardCharsets.UTF_8)))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<Subject> setEnabled(TenantId tenant, SubjectId id, boolean enabled) {
        String[] lock = enabled ? new String[0] : new String[] {EntryWriter.DISABLED};
        return byId(tenant, id)
                .flatMap(subject -> change(
                        subject, List.of(new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", lock))));
    }

    @Override
    public boolean delete(TenantId tenant, SubjectId id) {
        return byId(tenant, id)
                .map(subject -> checked(subject.kind(), () -> writer.delete(tenant, id.value(), Author.SERVER)))
                .orElse(false);
    }

    @Override
    public void setPassword(TenantId tenant, SubjectId id, Password password) {
        Subject subject = byId(tenant, id).orElseThrow(() -> new InvalidFieldException("id", "no such user"));
        change(subject, List.of(new Modification(ModificationType.REPLACE, "userPassword", password.utf8())));
    }

    @Override
    public void addToGroup(TenantId tenant, String group, SubjectId member) {
        transactions.executeWithoutResult(_ -> {
            Entry entry = tree.byId(tenant, member.value())
                    .filter(Entry::isSubject)
                    .orElseThrow(() -> new InvalidFieldException("member", "no such subject"));
            Subject target = byName(tenant, SubjectKind.GROUP, group).orElseGet(() -> made(tenant, group));
            if (!tree.directGroupsOf(tenant, member.value())
                    .contains(target.id().value())) {
                change(target, List.of(new Modification(ModificationType.ADD, "member", entry.name())));
            }
        });
    }

    @Override
    public boolean removeFromGroup(TenantId tenant, String group, SubjectId member) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            Optional<Subject> target = byName(tenant, SubjectKind.GROUP, group)
                    .filter(found -> tree.directGroupsOf(tenant, member.value())
                            .contains(found.id().value()));
            Optional<Entry> entry = tree.byId(tenant, member.value());
            if (target.isEmpty() || entry.isEmpty()) {
                return true;
            }
            if (administrators.needs(tenant, target.get().id().value(), member.value())) {
                return false;
            }
            change(
                    target.get(),
                    List.of(new Modification(
                            ModificationType.DELETE, "member", entry.get().name())));
            return true;
        }));
    }

    private Subject made(TenantId tenant, String group) {
        return switch (add(tenant, SubjectKind.GROUP, group, Map.of())) {
            case AddOutcome.Added(Subject subject) -> subject;
            case AddOutcome.NameTaken() -> // another made it just now
                byName(tenant, SubjectKind.GROUP, group).orElseThrow();
        };
    }

    @Override
    public void readAhead(TenantId tenant, Collection<SubjectId> ids) {
        tree.readAhead(tenant, ids.stream().map(SubjectId::value).toList());
    }

    @Override
    public Set<String> groupsOf(TenantId tenant, SubjectId id) {
        return tree.groupsOf(tenant, id.value()).stream()
                .flatMap(group -> tree.byId(tenant, group).flatMap(Entry::subject).map(Subject::name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Subject> change(Subject subject, List<Modification> modifications) {
        checked(
                subject.kind(),
                () -> writer.modify(subject.tenant(), subject.id().value(), modifications, Author.SERVER));
        return byId(subject.tenant(), subject.id());
    }

    /// Names the field of our interface that a violation is about.
    private static <T> T checked(SubjectKind kind, Supplier<T> write) {
        try {
            return write.get();
        } catch (ViolationException e) {
            if (ResultCode.BUSY.equals(e.code())) {
                throw new java.util.concurrent.RejectedExecutionException(e.detail());
            }
            String attribute = e.attribute() == null ? "attributes" : e.attribute();
            String field = attribute.equals(kind.namingAttribute())
                    ? "name"
                    : attribute.equals("userPassword") ? "password" : attribute;
            throw e.isTaken()
                    ? InvalidFieldException.taken(field, e.detail())
                    : new InvalidFieldException(field, e.detail());
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
