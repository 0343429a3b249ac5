package io.lightwave.workload.node;

import io.lightwave.ca.AttestedCertificates;
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
import io.lightwave.workload.authority.NodeCertificates;
import io.lightwave.workload.cluster.ClusterNode;
import io.lightwave.workload.cluster.Membership;
import io.lightwave.workload.cluster.NodeEvidence;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets nodes join: a join token is used up, the node registered with its key, and its certificate
/// recorded and signed in one transaction. Whatever fails leaves all of it undone, the token too. A
/// node of a cluster shows its cluster's token instead, as often as it likes, and keeps its name
/// until another node of the cluster has it.
final class Joining {
    private static final String PROFILE = "node";

    private final TransactionTemplate transaction;
    private final JoinTokens tokens;
    private final NodeEvidence evidence;
    private final NodeCertificates certificates;
    private final NodeKeys keys;
    private final AttestedCertificates attested;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final CertificateAuthority authority;
    private final Audit audit;
    private final InstantSource clock;

    Joining(
            TransactionTemplate transaction,
            JoinTokens tokens,
            NodeEvidence evidence,
            NodeCertificates certificates,
            NodeKeys keys,
            AttestedCertificates attested,
            Subjects subjects,
            ActivePrincipals principals,
            CertificateAuthority authority,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.tokens = tokens;
        this.evidence = evidence;
        this.certificates = certificates;
        this.keys = keys;
        this.attested = attested;
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

    /// Whom what was shown lets in.
    ///
    /// @param cluster empty for a node that an operator let in
    /// @param certified empty unless it showed a certificate
    private record Admitted(
            String node, Optional<ClusterNode> cluster, Optional<NodeCertificates.Outcome.Proved> certified) {
        String evidence() {
            return "%s; assurance %d"
                    .formatted(
                            cluster.map(ClusterNode::evidence)
                                    .or(() -> certified.map(NodeCertificates.Outcome.Proved::evidence))
                                    .orElse("join token"),
                            assurance());
        }

        /// 3 when the platform confirmed it, 2 when it signed for it, 1 by a one-time token.
        int assurance() {
            return cluster.map(node -> node.isConfirmed() ? 3 : 2)
                    .or(() -> certified.map(_ -> 2))
                    .orElse(1);
        }

        /// Whether it may be the next node of a name: the same one again, or after an eviction, or what the API
        /// server says has the name in the same cluster now, so that the one before is gone, or another
        /// certificate of the same authority, which answers for its names.
        boolean mayFollow(NodeKeys.Registered before) {
            if (before.keyHash() == null) {
                return true;
            }
            return cluster.map(next -> before.cluster()
                            .filter(old -> old.issuerId().equals(next.of().issuerId()))
                            .filter(old -> old.uid().equals(next.of().uid()) || next.isConfirmed())
                            .isPresent())
                    .or(() -> certified.map(next -> before.authority().equals(Optional.of(next.authority()))))
                    .orElse(true); // an operator's word
        }
    }

    Outcome join(TenantId tenant, JoinRequest request, Origin origin) {
        Outcome outcome = switch (request.shown()) {
            case JoinRequest.Shown.Token(var token) ->
                inTransaction(() -> tokens.use(tenant, token, origin.address())
                        .map(name ->
                                decide(tenant, new Admitted(name, Optional.empty(), Optional.empty()), request, origin))
                        .orElseGet(() -> new Outcome.Refused(
                                "unknown", "no such join token, or not from there, or not any more")));
            case JoinRequest.Shown.ClusterToken(var text) ->
                switch (evidence.examine(tenant, text)) {
                    case NodeEvidence.Outcome.Refused(var reason, var claimed) ->
                        new Outcome.Refused(claimed, "a cluster's token: " + reason);
                    case NodeEvidence.Outcome.Proved(var node) -> ofCluster(tenant, node, request, origin);
                };
            case JoinRequest.Shown.Certificate(var chain) ->
                switch (certificates.examine(tenant, chain)) {
                    case NodeCertificates.Outcome.Refused(var reason, var claimed) ->
                        new Outcome.Refused(claimed, reason);
                    case NodeCertificates.Outcome.Proved proved ->
                        NodeName.isOne(proved.name())
                                ? inTransaction(() -> decide(
                                        tenant,
                                        new Admitted(proved.name(), Optional.empty(), Optional.of(proved)),
                                        request,
                                        origin))
                                : new Outcome.Refused("unknown", "its DNS name is not one that a node may have");
                };
        };
        switch (outcome) {
            case Outcome.Joined _ -> {} // recorded with the change
            case Outcome.Refused(var node, var reason) ->
                audit.record(event(tenant, "node:" + node, AuditEvent.Outcome.REFUSED, reason, origin));
            case Outcome.Malformed(var reason) ->
                audit.record(event(tenant, "node", AuditEvent.Outcome.REFUSED, reason, origin));
        }
        return outcome;
    }

    private Outcome inTransaction(Supplier<Outcome> decision) {
        return transaction.execute(status -> {
            var decided = decision.get();
            if (!(decided instanceof Outcome.Joined)) {
                status.setRollbackOnly();
            }
            return decided;
        });
    }

    private Outcome ofCluster(TenantId tenant, ClusterNode node, JoinRequest request, Origin origin) {
        if (!NodeName.isOne(node.name())) {
            return new Outcome.Refused(node.of().node(), "with its suffix it is longer than a node's name may be");
        }
        return inTransaction(
                () -> decide(tenant, new Admitted(node.name(), Optional.of(node), Optional.empty()), request, origin));
    }

    private Outcome decide(TenantId tenant, Admitted admitted, JoinRequest request, Origin origin) {
        String name = admitted.node();
        Optional<ActivePrincipal> node =
                subject(tenant, name).flatMap(subject -> principals.find(tenant, subject.id()));
        if (node.isEmpty()) {
            return new Outcome.Refused(name, "the node is banned, or its name is not free");
        }
        attested.hold(node.get().subject());
        var before = keys.lock(tenant, node.get().id(), now());
        if (!admitted.mayFollow(before)) {
            return new Outcome.Refused(
                    name, "the name is another node's, which is to be evicted first: " + described(before));
        }
        return switch (authority.issue(
                node.get(),
                PROFILE,
                request.csr().getBytes(StandardCharsets.US_ASCII),
                origin.by(admitted.evidence()))) {
            case IssuanceOutcome.Malformed(var reason) -> new Outcome.Malformed(reason);
            case IssuanceOutcome.Refused(var reason) -> new Outcome.Refused(name, reason);
            case IssuanceOutcome.Issued(var _, var chain) ->
                registered(node.get(), before, admitted, request, chain, origin);
        };
    }

    private static String described(NodeKeys.Registered node) {
        return node.cluster()
                .map(cluster -> "node uid " + cluster.uid())
                .or(() -> node.authority().map(authority -> "it joined by a certificate of authority " + authority))
                .orElse("it joined by a join token");
    }

    private Outcome registered(
            ActivePrincipal node,
            NodeKeys.Registered before,
            Admitted admitted,
            JoinRequest request,
            List<X509Certificate> chain,
            Origin origin) {
        var tenant = node.tenant();
        var key = chain.getFirst().getPublicKey();
        if (!request.isProvedBy(key, tenant)) {
            return new Outcome.Malformed("the proof is not the signature of the request's P-256 key");
        }
        var cluster = admitted.cluster().map(ClusterNode::of);
        var authority = admitted.certified().map(NodeCertificates.Outcome.Proved::authority);
        boolean another = !before.isKey(key) && !isSameMachine(before, cluster);
        if (another && before.keyHash() != null) {
            attested.end(node.subject());
        }
        keys.register(
                tenant,
                node.id(),
                key,
                now(),
                cluster,
                authority,
                admitted.assurance(),
                another ? before.joinings() + 1 : before.joinings());
        String how = admitted.evidence();
        boolean replaces = before.keyHash() != null
                && !(before.cluster().equals(cluster) && before.authority().equals(authority));
        audit.recordChange(event(
                tenant,
                "node:" + node.name(),
                AuditEvent.Outcome.SUCCESS,
                replaces ? how + "; replaces: " + described(before) : how,
                origin));
        return new Outcome.Joined(node.subject(), chain);
    }

    /// A cluster's node whose agent came back with another key; who else does may be another machine. After an eviction
    /// nobody is the same.
    private static boolean isSameMachine(NodeKeys.Registered before, Optional<Membership> cluster) {
        return before.keyHash() != null
                && cluster.isPresent()
                && before.cluster().equals(cluster);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
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
