package io.lightwave.workload.node;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.cluster.Membership;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// Lets in nodes of a tenant by the certificate of their TLS connection: recorded, good now, of the key that the node
/// joined with. A banned or evicted one, or one that joined again with another key, stays outside.
public final class NodeGate {
    private static final String PEER_CERTIFICATE = "jakarta.servlet.request.X509Certificate";

    private final CertificateHolders holders;
    private final NodeKeys keys;
    private final ActivePrincipals principals;
    private final Audit audit;

    NodeGate(CertificateHolders holders, NodeKeys keys, ActivePrincipals principals, Audit audit) {
        this.holders = holders;
        this.keys = keys;
        this.principals = principals;
        this.audit = audit;
    }

    /// A node that was let in.
    ///
    /// @param cluster empty for one that joined by a join token
    /// @param assurance how well it is known, from 0 to 4
    /// @param joining see [io.lightwave.directory.Attester]
    public record Guest(
            ActivePrincipal node,
            X509Certificate certificate,
            Optional<Membership> cluster,
            int assurance,
            long joining) {}

    /// @throws ErrorResponseException 401, when it is none
    public Guest require(TenantId tenant, HttpServletRequest request, Origin origin) {
        if (!(request.getAttribute(PEER_CERTIFICATE) instanceof X509Certificate[] chain) || chain.length == 0) {
            throw refused("a node shows its certificate (mutual TLS)");
        }
        Optional<Guest> guest = holders.find(tenant, chain[0])
                .filter(holder -> holder.kind() == SubjectKind.NODE)
                .flatMap(holder -> registered(tenant, holder, chain[0])
                        .map(known ->
                                new Guest(holder, chain[0], known.cluster(), known.assurance(), known.joinings())));
        if (guest.isEmpty()) {
            audit.record(new AuditEvent(
                    tenant,
                    "certificate:" + chain[0].getSerialNumber().toString(16),
                    "node.authenticate",
                    "",
                    AuditEvent.Outcome.REFUSED,
                    "not the good certificate of a node that has joined and is neither banned nor evicted",
                    origin));
            throw refused("not the certificate of a node here");
        }
        return guest.get();
    }

    /// Whether a node that was let in is one still; touches no SQL when warm.
    public boolean isStillWelcome(Guest guest) {
        var node = guest.node();
        return principals
                .find(node.tenant(), node.id())
                .filter(now -> now.epochs().equals(node.epochs()))
                .flatMap(now -> registered(node.tenant(), now, guest.certificate()))
                .filter(known -> known.cluster().equals(guest.cluster()) && known.joinings() == guest.joining())
                .isPresent();
    }

    private Optional<NodeKeys.Registered> registered(
            TenantId tenant, ActivePrincipal node, X509Certificate certificate) {
        return keys.find(tenant, node.id()).filter(registered -> registered.isKey(certificate.getPublicKey()));
    }

    private static ErrorResponseException refused(String reason) {
        return new ErrorResponseException(
                HttpStatus.UNAUTHORIZED, ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, reason), null);
    }
}
