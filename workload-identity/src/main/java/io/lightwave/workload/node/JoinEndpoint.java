package io.lightwave.workload.node;

import io.lightwave.ca.Pem;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/node/join`: a join token, or a cluster's token of the agent's pod, or (over mutual TLS) the
/// certificate of a registered authority, and a key in, the node's certificate out.
@RestController
class JoinEndpoint {
    private static final int LONGEST_REQUEST = 16 * 1024;
    private static final int LONGEST_TOKEN = 200;
    private static final String PEER_CERTIFICATE = "jakarta.servlet.request.X509Certificate";

    private final Joining joining;

    JoinEndpoint(Joining joining) {
        this.joining = joining;
    }

    /// Null is what was left out.
    record Asked(
            @Nullable String token,
            @Nullable String clusterToken,
            @Nullable Boolean certificate,
            @Nullable String csr,
            @Nullable String proof) {
        @Override
        public String toString() {
            return "Asked";
        }
    }

    /// @param certificate the chain in PEM, leaf first
    record Joined(UUID id, String name, String certificate) {}

    @PostMapping(path = "/t/{tenant}/node/join", consumes = "application/json", produces = "application/json")
    ResponseEntity<Joined> join(
            @PathVariable TenantId tenant, Origin origin, HttpServletRequest http, @RequestBody Asked asked) {
        var request = new JoinRequest(
                shown(asked, http),
                text("csr", asked.csr(), LONGEST_REQUEST),
                text("proof", asked.proof(), LONGEST_REQUEST));
        return switch (joining.join(tenant, request, origin)) {
            case Joining.Outcome.Joined(var node, var chain) ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Joined(node.id().value(), node.name(), Pem.of(chain)));
            case Joining.Outcome.Refused _ ->
                throw problem(
                        HttpStatus.FORBIDDEN,
                        switch (request.shown()) {
                            case JoinRequest.Shown.Token _ -> "the join token is not good here, or not any more";
                            case JoinRequest.Shown.ClusterToken _ ->
                                "no node joins by that token of a cluster; the audit trail says why";
                            case JoinRequest.Shown.Certificate _ ->
                                "no node joins by that certificate; the audit trail says why";
                        });
            case Joining.Outcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
        };
    }

    private static JoinRequest.Shown shown(Asked asked, HttpServletRequest http) {
        if (Boolean.TRUE.equals(asked.certificate())) {
            if (asked.token() != null || asked.clusterToken() != null) {
                throw new InvalidFieldException("certificate", "must be absent beside a token");
            }
            if (!(http.getAttribute(PEER_CERTIFICATE) instanceof X509Certificate[] chain) || chain.length == 0) {
                throw new InvalidFieldException("certificate", "must be shown in the handshake (mutual TLS)");
            }
            return new JoinRequest.Shown.Certificate(List.of(chain));
        }
        if (asked.clusterToken() == null) {
            return new JoinRequest.Shown.Token(new JoinToken(text("token", asked.token(), LONGEST_TOKEN)));
        }
        if (asked.token() != null) {
            throw new InvalidFieldException("token", "must be absent beside clusterToken");
        }
        return new JoinRequest.Shown.ClusterToken(text("clusterToken", asked.clusterToken(), LONGEST_REQUEST));
    }

    private static String text(String field, @Nullable String value, int longest) {
        if (value == null || value.isEmpty() || value.length() > longest) {
            throw new InvalidFieldException(field, "must have 1 to %d characters".formatted(longest));
        }
        return value;
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
