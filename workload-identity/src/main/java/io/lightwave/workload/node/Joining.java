package io.lightwave.workload.node;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets nodes join: the token is used up, the node registered with its key, and its certificate recorded and signed in
/// one transaction. Whatever fails leaves all of it undone, the token too.
final class Joining {
    private static final String PROFILE = "node";

    private final TransactionTemplate transaction;
    private final JoinTokens tokens;
    private final NodeKeys keys;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final CertificateAuthority authority;
    private final Audit audit;
    private final InstantSource clock;

    Joining(
            TransactionTemplate transaction,
            JoinTokens tokens,
            NodeKeys keys,
            Subjects subjects,
            ActivePrincipals principals,
            CertificateAuthority authority,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.tokens = tokens;
        this.keys = keys;
        this.subjects = subjects;
        this.principals = principals;
        this.authority = authority;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Outcome {
        /// @param chain leaf first
        record Joined(Subject node, List<X509Certificate> chain) implements Outcome {}

        /// Outside every reason is the same; this one is for the trail.
        record Refused(String node, String reason) implements Outcome {}

        /// The token is good, and unused still; the request is not.
        record Malformed(String reason) implements Outcome {}
    }

    Outcome join(TenantId tenant, JoinRequest request, Origin origin) {
        Outcome outcome = transaction.execute(status -> {
            var decided = decide(tenant, request, origin);
            if (!(decided instanceof Outcome.Joined)) {
                status.setRollbackOnly();
            }
            return decided;
        });
        switch (outcome) {
            case Outcome.Joined _ -> {} // recorded with the change
            case Outcome.Refused(var node, var reason) ->
                audit.record(event(tenant, "node:" + node, AuditEvent.Outcome.REFUSED, reason, origin));
            case Outcome.Malformed(var reason) ->
                audit.record(event(tenant, "node", AuditEvent.Outcome.REFUSED, reason, origin));
        }
        return outcome;
    }

    private Outcome decide(TenantId tenant, JoinRequest request, Origin origin) {
        var name = tokens.use(tenant, request.token(), origin.address());
        if (name.isEmpty()) {
            return new Outcome.Refused("unknown", "no such join token, or not from there, or not any more");
        }
        Optional<ActivePrincipal> node =
                subject(tenant, name.get()).flatMap(subject -> principals.find(tenant, subject.id()));
        if (node.isEmpty()) {
            return new Outcome.Refused(name.get(), "the node is banned, or its name is not free");
        }
        return switch (authority.issue(
                node.get(), PROFILE, request.csr().getBytes(java.nio.charset.StandardCharsets.US_ASCII), origin)) {
            case IssuanceOutcome.Malformed(var reason) -> new Outcome.Malformed(reason);
            case IssuanceOutcome.Refused(var reason) -> new Outcome.Refused(name.get(), reason);
            case IssuanceOutcome.Issued(var _, var chain) -> registered(tenant, node.get(), request, chain, origin);
        };
    }

    private Outcome registered(
            TenantId tenant, ActivePrincipal node, JoinRequest request, List<X509Certificate> chain, Origin origin) {
        var key = chain.getFirst().getPublicKey();
        if (!request.isProvedBy(key, tenant)) {
            return new Outcome.Malformed("the proof is not the signature of the request's P-256 key");
        }
        keys.register(tenant, node.id(), key, clock.instant().truncatedTo(ChronoUnit.MICROS));
        audit.recordChange(event(tenant, "node:" + node.name(), AuditEvent.Outcome.SUCCESS, "join token", origin));
        return new Outcome.Joined(node.subject(), chain);
    }

    private Optional<Subject> subject(TenantId tenant, String name) {
        return subjects.byName(tenant, SubjectKind.NODE, name)
                .or(() -> subjects.add(tenant, SubjectKind.NODE, name, Map.of())
                                instanceof Subjects.AddOutcome.Added(var added)
                        ? Optional.of(added)
                        : Optional.empty());
    }

    private static AuditEvent event(
            TenantId tenant, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(tenant, target + "@" + tenant, "node.join", target, outcome, reason, origin);
    }
}
