package io.lightwave.token.ldapsource;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.LastAdministratorException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.token.federation.NotMadeException;
import io.lightwave.token.federation.RuledGroups;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Whom entries of directories are here. Nobody becomes somebody who is here already by having the same name there.
final class SourcePeople {
    private final JdbcClient jdbc;
    private final Subjects subjects;
    private final ReservedNames reserved;
    private final ActivePrincipals principals;
    private final RuledGroups groups;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Audit audit;

    SourcePeople(
            JdbcClient jdbc,
            Subjects subjects,
            ReservedNames reserved,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit) {
        this.jdbc = jdbc;
        this.subjects = subjects;
        this.reserved = reserved;
        this.principals = principals;
        this.groups = new RuledGroups(subjects, audit);
        this.transactions = transactions;
        this.clock = clock;
        this.audit = audit;
    }

    sealed interface Recognition {
        record Known(ActivePrincipal person) implements Recognition {}

        /// @param reason for the audit trail
        record Refused(String reason) implements Recognition {}
    }

    /// Where somebody who is here comes from.
    record Link(UUID source, String externalId) {}

    /// Everybody who comes from a directory.
    List<SubjectId> all(LdapSource source) {
        return jdbc.sql("select subject_id from ldap_person where tenant_id = ? and source_id = ?")
                .param(source.tenant().value())
                .param(source.id())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .list();
    }

    Optional<Link> of(TenantId tenant, SubjectId person) {
        return jdbc.sql("select source_id, external_id from ldap_person where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(person.value())
                .query((row, _) -> new Link(row.getObject(1, UUID.class), row.getString(2)))
                .optional();
    }

    /// Finds the person, or makes one where that is so; and puts the person into the groups that the rules name.
    Recognition recognise(LdapSource source, Entries.Person entry, Origin origin) {
        try {
            return transactions.execute(_ -> {
                Optional<SubjectId> linked = use(source, entry);
                if (linked.isEmpty() && !source.settings().justInTime()) {
                    return new Recognition.Refused("nobody here is who this is there");
                }
                SubjectId id = linked.orElseGet(() -> make(source, entry, origin));
                if (principals.find(source.tenant(), id).isEmpty()) {
                    return new Recognition.Refused("the person is disabled here");
                }
                follow(source, entry, id, origin);
                return principals
                        .find(source.tenant(), id)
                        .<Recognition>map(Recognition.Known::new)
                        .orElseGet(() -> new Recognition.Refused("the person is disabled here"));
            });
        } catch (NotMadeException notMade) {
            return new Recognition.Refused(String.valueOf(notMade.getMessage()));
        } catch (LastAdministratorException | RejectedExecutionException meanwhile) {
            return new Recognition.Refused("the tenant's administrators are being changed just now");
        }
    }

    /// Joins the caller's transaction.
    void forget(TenantId tenant, SubjectId person) {
        jdbc.sql("delete from ldap_person where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(person.value())
                .update();
    }

    private Optional<SubjectId> use(LdapSource source, Entries.Person entry) {
        return jdbc.sql("""
                update ldap_person set last_used_at = ?
                 where tenant_id = ? and source_id = ? and external_id = ? returning subject_id""")
                .param(Timestamp.from(clock.instant()))
                .param(source.tenant().value())
                .param(source.id())
                .param(entry.id())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .optional();
    }

    private SubjectId make(LdapSource source, Entries.Person entry, Origin origin) {
        String name = entry.userName().orElseThrow(() -> new NotMadeException("the entry has no user name"));
        if (reserved.has(source.tenant(), SubjectKind.USER, name)) {
            throw NotMadeException.reserved(name);
        }
        try {
            return switch (subjects.add(source.tenant(), SubjectKind.USER, name, attributes(entry, name))) {
                case Subjects.AddOutcome.Added(Subject person) -> {
                    link(source, entry, person.id());
                    audit.recordChange(new AuditEvent(
                            source.tenant(),
                            "ldap-source:%s@%s".formatted(source.name(), source.tenant()),
                            "entry.add",
                            "user:" + person.name(),
                            AuditEvent.Outcome.SUCCESS,
                            "at the first sign-in",
                            origin));
                    yield person.id();
                }
                case Subjects.AddOutcome.NameTaken() ->
                    throw new NotMadeException("the user name %s is somebody's here".formatted(name));
            };
        } catch (InvalidFieldException unfit) {
            throw new NotMadeException(
                    "nobody can be made of the entry: %s: %s".formatted(unfit.field(), unfit.getMessage()));
        }
    }

    private void link(LdapSource source, Entries.Person entry, SubjectId person) {
        int linked = jdbc.sql("""
                insert into ldap_person (tenant_id, source_id, external_id, subject_id, created_at, last_used_at)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .param(source.tenant().value())
                .param(source.id())
                .param(entry.id())
                .param(person.value())
                .param(Timestamp.from(clock.instant()))
                .param(Timestamp.from(clock.instant()))
                .update();
        if (linked != 1) {
            throw new NotMadeException("somebody made the same person just now");
        }
    }

    private static Map<String, List<String>> attributes(Entries.Person entry, String name) {
        String display = entry.displayName().orElse(name);
        var attributes = new HashMap<String, List<String>>();
        attributes.put("cn", List.of(display));
        attributes.put("displayName", List.of(display));
        attributes.put("sn", List.of(entry.familyName().orElse(display)));
        entry.givenName().ifPresent(given -> attributes.put("givenName", List.of(given)));
        entry.email().ifPresent(mail -> attributes.put("mail", List.of(mail)));
        return attributes;
    }

    private void follow(LdapSource source, Entries.Person entry, SubjectId person, Origin origin) {
        List<LdapSource.Rule> rules = source.settings().rules();
        groups.follow(
                source.tenant(),
                person,
                rules.stream().map(LdapSource.Rule::group).toList(),
                rules.stream()
                        .filter(rule -> Groups.has(entry.groups(), rule.from()))
                        .map(LdapSource.Rule::group)
                        .collect(Collectors.toSet()),
                "ldap-source:%s@%s".formatted(source.name(), source.tenant()),
                origin);
    }
}
