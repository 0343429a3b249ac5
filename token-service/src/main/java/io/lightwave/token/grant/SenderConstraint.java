package io.lightwave.token.grant;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.protocol.ClientCertificates;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.replay.UsedJwts;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/// What tokens of a request will be bound to: the key of its DPoP proof (RFC 9449 §5), the certificate of its TLS
/// connection where the client is registered so (RFC 8705 §3), or nothing.
final class SenderConstraint {

    sealed interface Outcome {
        /// @param proof what has still to be used up; empty where there is none
        record Bound(Confirmation confirmation, Optional<UsedJwts.Unused> proof) implements Outcome {}

        /// @param nonce that the next proof must have; empty when that is not what is wrong
        record Refused(EndpointError error, String description, Optional<String> nonce) implements Outcome {}
    }

    private final DpopProofs proofs;
    private final Audit audit;

    SenderConstraint(DpopProofs proofs, Audit audit) {
        this.proofs = proofs;
        this.audit = audit;
    }

    Outcome of(Tenant tenant, AuthenticatedClient client, HttpServletRequest request, Origin origin) {
        Optional<String> certificate = certificate(client, request);
        if (requires(client, MetadataField.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS) && certificate.isEmpty()) {
            return refuse(tenant, client, EndpointError.INVALID_REQUEST, "a client certificate is needed", origin);
        }
        Optional<Client> registered = client instanceof Registered one ? Optional.of(one.client()) : Optional.empty();
        return switch (proofs.prove(tenant, request, registered)) {
            case DpopProofs.Outcome.Proven(String thumbprint, UsedJwts.Unused proof) ->
                new Outcome.Bound(new Confirmation(Optional.of(thumbprint), certificate), Optional.of(proof));
            case DpopProofs.Outcome.Absent()
            when requires(client, MetadataField.DPOP_BOUND_ACCESS_TOKENS) ->
                refuse(tenant, client, EndpointError.INVALID_REQUEST, "a DPoP proof is needed", origin);
            case DpopProofs.Outcome.Absent() ->
                new Outcome.Bound(new Confirmation(Optional.empty(), certificate), Optional.empty());
            case DpopProofs.Outcome.Refused(String reason) ->
                refuse(tenant, client, EndpointError.INVALID_DPOP_PROOF, reason, origin);
            case DpopProofs.Outcome.NonceNeeded() ->
                new Outcome.Refused(
                        EndpointError.USE_DPOP_NONCE,
                        "the proof needs the nonce of this answer",
                        Optional.of(proofs.nonce(tenant)));
        };
    }

    /// To a proof that was used before.
    Outcome.Refused usedBefore(Tenant tenant, AuthenticatedClient client, Origin origin) {
        return refuse(tenant, client, EndpointError.INVALID_DPOP_PROOF, DpopProofs.USED.reason(), origin);
    }

    /// The nonce that goes with an answer to a request with a proof (RFC 9449 §8.2).
    String nonce(Tenant tenant) {
        return proofs.nonce(tenant);
    }

    /// A workload's token is bound to the X509-SVID that it came with.
    private static Optional<String> certificate(AuthenticatedClient client, HttpServletRequest request) {
        if (client instanceof AuthenticatedClient.Workload workload) {
            return workload.certificate().map(ClientCertificates::thumbprint);
        }
        return requires(client, MetadataField.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS)
                ? ClientCertificates.of(request).map(ClientCertificates::thumbprint)
                : Optional.empty();
    }

    private static boolean requires(AuthenticatedClient client, MetadataField flag) {
        return client instanceof Registered registered
                && registered.client().metadata().flag(flag);
    }

    private Outcome.Refused refuse(
            Tenant tenant, AuthenticatedClient client, EndpointError error, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(),
                client.actor(),
                "token.issue",
                "",
                AuditEvent.Outcome.REFUSED,
                error.code() + ": " + reason,
                origin));
        return new Outcome.Refused(error, reason, Optional.empty());
    }
}
