package io.lightwave.workload.svid;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.Pem;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRules;
import jakarta.servlet.http.HttpServletRequest;
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

/// Gives a node certificates and tokens of workloads: of those that a rule names it for, and of no others.
@RestController
class SvidEndpoint {
    private static final int LONGEST_REQUEST = 16 * 1024;
    private static final int MOST_AUDIENCES = 20;
    private static final int LONGEST_AUDIENCE = 2_000;

    private final NodeGate gate;
    private final NodeRules rules;
    private final ActivePrincipals principals;
    private final CertificateAuthority authority;
    private final JwtSvids jwtSvids;
    private final Audit audit;

    SvidEndpoint(
            NodeGate gate,
            NodeRules rules,
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
        var node = gate.require(tenant, request, origin).node();
        String csr = text("csr", asked.csr(), LONGEST_REQUEST);
        var workload = workload(node, asked.workload(), "x509-svid", origin);
        return switch (authority.issue(workload, "workload", csr.getBytes(StandardCharsets.US_ASCII), origin)) {
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
            case IssuanceOutcome.Issued(var _, var chain) ->
                ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE))
                        .body(Pem.of(chain).getBytes(StandardCharsets.US_ASCII));
        };
    }

    record AskedJwt(@Nullable String workload, @Nullable List<@Nullable String> audience) {}

    record GivenJwt(String svid, Instant expiresAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    @PostMapping(path = "/t/{tenant}/node/jwt-svid", consumes = "application/json", produces = "application/json")
    GivenJwt jwtSvid(
            @PathVariable TenantId tenant, Origin origin, HttpServletRequest request, @RequestBody AskedJwt asked) {
        var node = gate.require(tenant, request, origin).node();
        var audiences = audiences(asked.audience());
        var workload = workload(node, asked.workload(), "jwt-svid for " + String.join(" ", audiences), origin);
        var signed = jwtSvids.sign(workload, audiences);
        return new GivenJwt(signed.token(), signed.expiresAt());
    }

    private static List<String> audiences(@Nullable List<@Nullable String> asked) {
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

    /// The workload, if a rule names the node for it. That one asks for another is refused and told of.
    private ActivePrincipal workload(ActivePrincipal node, @Nullable String id, String what, Origin origin) {
        Optional<SubjectId> asked = parsed(id);
        Optional<ActivePrincipal> workload = asked.filter(wanted -> rules.of(node.tenant(), node.name()).stream()
                        .anyMatch(rule -> rule.workload().equals(wanted)))
                .flatMap(wanted -> principals.find(node.tenant(), wanted));
        audit.record(new AuditEvent(
                node.tenant(),
                "node:%s@%s".formatted(node.name(), node.tenant()),
                "workload.recognise",
                "workload:"
                        + workload.map(ActivePrincipal::name)
                                .or(() -> asked.map(SubjectId::toString))
                                .orElse("?"),
                workload.isPresent() ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                workload.isPresent() ? printable(what) : "no rule names this node for an active workload of that id",
                origin));
        return workload.orElseThrow(() -> problem(HttpStatus.FORBIDDEN, "no rule names this node for that workload"));
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
