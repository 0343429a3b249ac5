package io.lightwave.token.federation;

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
import java.sql.Timestamp;
import java.time.Instant;
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

/// Whom the people of providers are here. Nobody becomes somebody who is here already by a name or an address
/// that a provider tells: they are linked by a person who has proved both, or made anew.
public final class UpstreamPeople {
    /// Of a sign-in elsewhere; RFC 8176 has no name for it.
    private static final String FEDERATED = "fed";

    private static final String SEVERAL = "mfa";

    private final JdbcClient jdbc;
    private final Subjects subjects;
    private final ReservedNames reserved;
    private final ActivePrincipals principals;
    private final RuledGroups groups;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Audit audit;

    UpstreamPeople(
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

    /// Whom an identity stands for.
    public sealed interface Recognition {
        /// @param factors what has been proved (RFC 8176)
        record Known(ActivePrincipal person, List<String> factors) implements Recognition {
            public Known {
                factors = List.copyOf(factors);
            }
        }

        /// @param reason for the audit trail
        record Refused(String reason) implements Recognition {}
    }

    /// A person's account elsewhere.
    public record Link(UUID provider, Instant since) {}

    /// Finds the person, or makes one where the provider's people are made at their first visit; and puts the
    /// person into the groups that the provider's rules name.
    public Recognition recognise(IdentityProvider provider, UpstreamIdentity identity, Origin origin) {
        TenantId tenant = provider.tenant();
        try {
            return transactions.execute(status -> {
                Optional<SubjectId> linked = use(provider, identity);
                if (linked.isEmpty() && !provider.settings().justInTime()) {
                    return new Recognition.Refused("nobody here is linked with who this is there");
                }
                SubjectId id = linked.orElseGet(() -> make(provider, identity, origin));
                if (principals.find(tenant, id).isEmpty()) {
                    return new Recognition.Refused("the person is disabled");
                }
                follow(provider, identity, id, origin);
                return principals
                        .find(tenant, id)
                        .<Recognition>map(person -> new Recognition.Known(person, factors(provider, identity)))
                        .orElseGet(() -> new Recognition.Refused("the person is disabled"));
            });
        } catch (NotMadeException notMade) {
            return new Recognition.Refused(String.valueOf(notMade.getMessage()));
        } catch (LastAdministratorException | RejectedExecutionException meanwhile) {
            return new Recognition.Refused("the tenant's administrators are being changed just now");
        }
    }

    /// Whom an identity is linked with, if that person may do anything now. Makes nobody, and changes nothing.
    public Optional<ActivePrincipal> find(IdentityProvider provider, UpstreamIdentity identity) {
        return jdbc.sql("select subject_id from upstream_identity"
                        + " where tenant_id = ? and provider_id = ? and upstream_subject = ?")
                .param(provider.tenant().value())
                .param(provider.id())
                .param(identity.subject())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .optional()
                .flatMap(person -> principals.find(provider.tenant(), person));
    }

    private static List<String> factors(IdentityProvider provider, UpstreamIdentity identity) {
        return provider.settings().trustsSecondFactor() && identity.methods().contains(SEVERAL)
                ? List.of(FEDERATED, SEVERAL)
                : List.of(FEDERATED);
    }

    /// Links a person who has just proved who they are here with who they are there. False when that is
    /// somebody else here already, or the person is somebody else there. Joins the caller's transaction.
    public boolean link(IdentityProvider provider, UpstreamIdentity identity, SubjectId person) {
        return jdbc.sql("""
                insert into upstream_identity (tenant_id, provider_id, upstream_subject, subject_id, created_at)
                values (?, ?, ?, ?, ?) on conflict do nothing""")
                        .param(provider.tenant().value())
                        .param(provider.id())
                        .param(identity.subject())
                        .param(person.value())
                        .param(Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    /// False when there was no link.
    public boolean unlink(TenantId tenant, UUID provider, SubjectId person) {
        return jdbc.sql("delete from upstream_identity where tenant_id = ? and provider_id = ? and subject_id = ?")
                        .param(tenant.value())
                        .param(provider)
                        .param(person.value())
                        .update()
                == 1;
    }

    /// A person's accounts elsewhere.
    public List<Link> of(TenantId tenant, SubjectId person) {
        return jdbc.sql("select provider_id, created_at from upstream_identity"
                        + " where tenant_id = ? and subject_id = ? order by created_at, provider_id")
                .param(tenant.value())
                .param(person.value())
                .query((row, _) -> new Link(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant()))
                .list();
    }

    /// Everybody who is linked with somebody there.
    List<SubjectId> all(IdentityProvider provider) {
        return jdbc.sql("select subject_id from upstream_identity where tenant_id = ? and provider_id = ?")
                .param(provider.tenant().value())
                .param(provider.id())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .list();
    }

    /// Joins the caller's transaction.
    void forget(TenantId tenant, SubjectId person) {
        jdbc.sql("delete from upstream_identity where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(person.value())
                .update();
    }

    private Optional<SubjectId> use(IdentityProvider provider, UpstreamIdentity identity) {
        return jdbc.sql("""
                update upstream_identity set last_used_at = ?
                 where tenant_id = ? and provider_id = ? and upstream_subject = ? returning subject_id""")
                .param(Timestamp.from(clock.instant()))
                .param(provider.tenant().value())
                .param(provider.id())
                .param(identity.subject())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .optional();
    }

    private SubjectId make(IdentityProvider provider, UpstreamIdentity identity, Origin origin) {
        String name = identity.text(provider.settings().userNameClaim())
                .or(() -> identity.text("email"))
                .orElseThrow(() -> new NotMadeException("its ID token has no user name for a new person"));
        if (reserved.has(provider.tenant(), SubjectKind.USER, name)) {
            throw NotMadeException.reserved(name);
        }
        try {
            return switch (subjects.add(
                    provider.tenant(), SubjectKind.USER, name, attributes(provider, identity, name))) {
                case Subjects.AddOutcome.Added(Subject person) -> {
                    if (!link(provider, identity, person.id())) {
                        throw new NotMadeException("somebody made the same person just now");
                    }
                    audit.recordChange(new AuditEvent(
                            provider.tenant(),
                            "identity-provider:%s@%s".formatted(provider.name(), provider.tenant()),
                            "entry.add",
                            "user:" + person.name(),
                            AuditEvent.Outcome.SUCCESS,
                            "at the first sign-in",
                            origin));
                    yield person.id();
                }
                case Subjects.AddOutcome.NameTaken() ->
                    throw new NotMadeException(
                            "the user name %s is somebody's here, who has to link the two".formatted(name));
            };
        } catch (InvalidFieldException unfit) {
            throw new NotMadeException(
                    "nobody can be made of its ID token: %s: %s".formatted(unfit.field(), unfit.getMessage()));
        }
    }

    private static Map<String, List<String>> attributes(
            IdentityProvider provider, UpstreamIdentity identity, String name) {
        String display = identity.text("name").orElse(name);
        var attributes = new HashMap<String, List<String>>();
        attributes.put("cn", List.of(display));
        attributes.put("displayName", List.of(display));
        attributes.put("sn", List.of(identity.text("family_name").orElse(display)));
        identity.text("given_name").ifPresent(given -> attributes.put("givenName", List.of(given)));
        // an address that the provider has not verified could be anybody's; where it says nothing, its own are its word
        identity.text("email")
                .filter(mail ->
                        identity.says("email_verified") ? identity.flag("email_verified") : provider.isItsOwn(mail))
                .ifPresent(mail -> attributes.put("mail", List.of(mail)));
        return attributes;
    }

    /// In the groups that a rule names, by what the provider says now, and in no other of those.
    private void follow(IdentityProvider provider, UpstreamIdentity identity, SubjectId person, Origin origin) {
        List<IdentityProvider.Rule> rules = provider.settings().rules();
        String by = "identity-provider:%s@%s".formatted(provider.name(), provider.tenant());
        rules.stream()
                .map(IdentityProvider.Rule::claim)
                .distinct()
                .filter(identity::isElsewhere)
                .forEach(claim -> audit.record(new AuditEvent(
                        provider.tenant(),
                        by,
                        "entry.modify",
                        "identity-provider:" + provider.name(),
                        AuditEvent.Outcome.REFUSED,
                        "it says %s of %s elsewhere only, as of too many: no rule by it holds".formatted(claim, person),
                        origin)));
        groups.follow(
                provider.tenant(),
                person,
                rules.stream().map(IdentityProvider.Rule::group).toList(),
                rules.stream()
                        .filter(rule -> identity.has(rule.claim(), rule.value()))
                        .map(IdentityProvider.Rule::group)
                        .collect(Collectors.toSet()),
                by,
                origin);
    }
}
