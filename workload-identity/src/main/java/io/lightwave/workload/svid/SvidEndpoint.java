package io.lightwave.workload.svid;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.Pem;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attester;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRule;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Gives a node certificates and tokens of workloads: of those that a rule gives it, and of no others.
@RestController
class SvidEndpoint {
    private static final int LONGEST_REQUEST = 16 * 1024;
    private static final int MOST_AUDIENCES = 20;
    private static final int LONGEST_AUDIENCE = 2_000;

    private final NodeGate gate;
    private final GrantedRules rules;
    private final ActivePrincipals principals;
    private final CertificateAuthority authority;
    private final JwtSvids jwtSvids;
    private final Audit audit;

    SvidEndpoint(
            NodeGate gate,
            GrantedRules rules,
            ActivePrincipals principals,
            CertificateAuthority authority,
            JwtSvids jwtSvids,
            Audit audit) {
        this.gate = gate;
        this.rules = rules;
        this.principals = principals;
        this.authority = authority;
        this.jwtSvids = jwtSvids;
        this.audit = audit;
    }

    /// @param workload its id
    /// @param csr a PKCS #10 request in PEM, which gives the key and nothing else
    record AskedX509(@Nullable String workload, @Nullable String csr) {}

    @PostMapping(path = "/t/{tenant}/node/x509-svid", consumes = "application/json")
    ResponseEntity<byte[]> x509Svid(
            @PathVariable TenantId tenant, Origin origin, HttpServletRequest request, @RequestBody AskedX509 asked) {
        var guest = gate.require(tenant, request, origin);
        String csr = text("csr", asked.csr(), LONGEST_REQUEST);
        var workload = workload(guest, asked.workload(), "x509-svid", origin);
        var asker = origin.by(
                "node %s, assurance %d, by a rule for %s"
                        .formatted(
                                guest.node().name(),
                                workload.assurance(),
                                String.join(" ", workload.rule().selectors())),
                Optional.of(guest.node().id()));
        return switch (authority.issue(
                workload.workload(), "workload", csr.getBytes(StandardCharsets.US_ASCII), asker)) {
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
            case IssuanceOutcome.Issued(var _, var chain) ->
                ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE))
                        .body(Pem.of(chain).getBytes(StandardCharsets.US_ASCII));
        };
    }

    record AskedJwt(@Nullable String workload, @Nullable List<String> audience) {}

    record GivenJwt(String svid, Instant expiresAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    @PostMapping(path = "/t/{tenant}/node/jwt-svid", consumes = "application/json", produces = "application/json")
    GivenJwt jwtSvid(
            @PathVariable TenantId tenant, Origin origin, HttpServletRequest request, @RequestBody AskedJwt asked) {
        var guest = gate.require(tenant, request, origin);
        var audiences = audiences(asked.audience());
        var workload = workload(guest, asked.workload(), "jwt-svid for " + String.join(" ", audiences), origin);
        var signed = jwtSvids.sign(
                workload.workload(),
                audiences,
                workload.assurance(),
                new Attester(guest.node().id(), guest.node().epochs(), guest.joining()));
        return new GivenJwt(signed.token(), signed.expiresAt());
    }

    private static List<String> audiences(@Nullable List<String> asked) {
        if (asked == null || asked.isEmpty() || asked.size() > MOST_AUDIENCES) {
            throw new InvalidFieldException("audience", "must have 1 to 20 values");
        }
        return asked.stream()
                .map(audience -> text("audience", audience, LONGEST_AUDIENCE))
                .distinct()
                .toList();
    }

    private static String text(String field, @Nullable String value, int longest) {
        if (value == null || value.isEmpty() || value.length() > longest) {
            throw new InvalidFieldException(field, "must have 1 to %d characters".formatted(longest));
        }
        return value;
    }

    /// Why a node does not get what it asks for, for it and for the trail.
    private record Refusal(HttpStatus status, String reason, String forTheTrail) {
        static final Refusal NO_RULE = new Refusal(
                HttpStatus.FORBIDDEN,
                "no rule names this node for that workload",
                "no rule names this node for an active workload of that id");
        static final Refusal NO_POD = new Refusal(
                HttpStatus.FORBIDDEN,
                "no pod on this node is that workload",
                "a rule names this node, but the cluster has no such pod on it");
        static final Refusal AWAY = new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "the cluster cannot be asked for the pods of this node",
                "the cluster cannot be asked for the pods of the node");
    }

    /// @param assurance how well it is known, from 0 to 4
    /// @param rule that gives it to the node
    private record Known(ActivePrincipal workload, int assurance, NodeRule rule) {}

    /// What a node's question comes to.
    private sealed interface Finding {
        record Holds(Known known) implements Finding {}

        record Fails(Refusal refusal) implements Finding {}
    }

    /// The workload, if a rule gives it to the node now. That one asks for another is refused and told of.
    private Known workload(NodeGate.Guest guest, @Nullable String id, String what, Origin origin) {
        var node = guest.node();
        Optional<SubjectId> asked = parsed(id);
        List<GrantedRules.Granted> granted = asked.map(
                        wanted -> rules.of(node.tenant(), node.name(), guest.cluster()).stream()
                                .filter(one -> one.rule().workload().equals(wanted))
                                .toList())
                .orElse(List.of());
        Optional<ActivePrincipal> workload =
                granted.isEmpty() ? Optional.empty() : asked.flatMap(wanted -> principals.find(node.tenant(), wanted));
        Finding finding = workload.map(active -> held(guest, granted, active))
                .orElseGet(() -> new Finding.Fails(Refusal.NO_RULE));
        boolean holds = finding instanceof Finding.Holds;
        audit.record(new AuditEvent(
                node.tenant(),
                "node:%s@%s".formatted(node.name(), node.tenant()),
                "workload.recognise",
                "workload:"
                        + workload.map(ActivePrincipal::name)
                                .or(() -> asked.map(SubjectId::toString))
                                .orElse("?"),
                holds ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                switch (finding) {
                    case Finding.Holds(Known(var _, var assurance, var _)) ->
                        "%s; assurance %d".formatted(printable(what), assurance);
                    case Finding.Fails(var refusal) -> refusal.forTheTrail();
                },
                origin));
        return switch (finding) {
            case Finding.Holds(var known) -> known;
            case Finding.Fails(var refusal) -> throw problem(refusal.status(), refusal.reason());
        };
    }

    /// By the first of the rules that holds.
    private Finding held(NodeGate.Guest guest, List<GrantedRules.Granted> granted, ActivePrincipal workload) {
        try {
            for (var one : granted) {
                if (rules.holds(guest.node().tenant(), one, guest.cluster())) {
                    return new Finding.Holds(new Known(workload, one.assurance(guest.assurance()), one.rule()));
                }
            }
            return new Finding.Fails(Refusal.NO_POD);
        } catch (IOException unanswered) {
            return new Finding.Fails(Refusal.AWAY);
        }
    }

    private static String printable(String text) {
        String start = text.length() > 200 ? text.substring(0, 200) : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static Optional<SubjectId> parsed(@Nullable String id) {
        try {
            return Optional.of(SubjectId.parse(String.valueOf(id)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
