package io.lightwave.workload.node;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.Pem;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/node/renew`: a node that is let in gets its next certificate, for the key that it joined with. One
/// of a cluster, or of an outside authority, joins again instead, so that it is looked at each time.
@RestController
class RenewalEndpoint {
    private static final int LONGEST_REQUEST = 16 * 1024;

    private final NodeGate gate;
    private final NodeKeys keys;
    private final TransactionTemplate transaction;
    private final CertificateAuthority authority;

    RenewalEndpoint(NodeGate gate, NodeKeys keys, TransactionTemplate transaction, CertificateAuthority authority) {
        this.gate = gate;
        this.keys = keys;
        this.transaction = transaction;
        this.authority = authority;
    }

    /// @param csr a PKCS #10 request in PEM by the node's key
    record Asked(@Nullable String csr) {}

    /// @param certificate the chain in PEM, leaf first
    record Renewed(String certificate) {}

    @PostMapping(path = "/t/{tenant}/node/renew", consumes = "application/json", produces = "application/json")
    Renewed renew(@PathVariable TenantId tenant, Origin origin, HttpServletRequest request, @RequestBody Asked asked) {
        var guest = gate.require(tenant, request, origin);
        if (keys.find(tenant, guest.node().id())
                .filter(known ->
                        known.cluster().isPresent() || known.authority().isPresent())
                .isPresent()) {
            throw problem(HttpStatus.FORBIDDEN, "a node of a cluster, or of an authority, renews by joining again");
        }
        String csr = asked.csr();
        if (csr == null || csr.isEmpty() || csr.length() > LONGEST_REQUEST) {
            throw new InvalidFieldException("csr", "must have 1 to 16384 characters");
        }
        var asker = origin.by("node %s, assurance %d, by the key that it joined with"
                .formatted(guest.node().name(), guest.assurance()));
        // what is thrown undoes what was issued
        return transaction.execute(_ -> switch (authority.issue(
                guest.node(), "node", csr.getBytes(StandardCharsets.US_ASCII), asker)) {
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
            case IssuanceOutcome.Issued(var _, var chain) -> {
                if (!chain.getFirst().getPublicKey().equals(guest.certificate().getPublicKey())) {
                    throw problem(HttpStatus.BAD_REQUEST, "the request is not of the key that the node joined with");
                }
                yield new Renewed(Pem.of(chain));
            }
        });
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
