package io.lightwave.token.authentication;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Throttle;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.token.client.AuthenticationMethod;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.protocol.ClientCertificates;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.WebOrigin;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.replay.UsedJwts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Authenticates the client of a request, by the one method it is registered with. Outside, every refusal looks
/// alike; the audit trail has the reason.
public final class ClientAuthentication {
    private static final String THROTTLE = "client-secret";

    public sealed interface Outcome {
        /// @param assertion its own, where it has still to be used up; see [#prove]
        record Authenticated(AuthenticatedClient client, Optional<UsedJwts.Unused> assertion) implements Outcome {
            Authenticated(AuthenticatedClient client) {
                this(client, Optional.empty());
            }
        }

        /// The request shows nothing to authenticate a client by.
        record Anonymous() implements Outcome {}

        /// `invalid_client`, audited already.
        record Refused() implements Outcome {}
    }

    private sealed interface Finding {
        record Found(AuthenticatedClient client, Optional<UsedJwts.Unused> assertion) implements Finding {}

        record Rejected(String reason) implements Finding {}
    }

    private static final String SPIFFE = "spiffe://";
    private static final Finding UNKNOWN_KEY = new Finding.Rejected("signature by none of its registered keys");

    private final Clients clients;
    private final MetadataDocuments documents;
    private final ActivePrincipals principals;
    private final ClientAssertions assertions;
    private final CertificateAuthentication certificates;
    private final WorkloadAssertions workloads;
    private final UsedJwts used;
    private final Throttle throttle;
    private final Audit audit;
    private final InstantSource clock;

    ClientAuthentication(
            Clients clients,
            MetadataDocuments documents,
            ActivePrincipals principals,
            ClientAssertions assertions,
            CertificateAuthentication certificates,
            WorkloadAssertions workloads,
            UsedJwts used,
            Throttle throttle,
            Audit audit,
            InstantSource clock) {
        this.clock = clock;
        this.clients = clients;
        this.documents = documents;
        this.principals = principals;
        this.assertions = assertions;
        this.certificates = certificates;
        this.workloads = workloads;
        this.used = used;
        this.throttle = throttle;
        this.audit = audit;
    }

    /// @throws io.lightwave.token.protocol.MalformedRequestException when the request shows two things at once
    public Outcome authenticate(Tenant tenant, HttpServletRequest request, FormParameters form, Origin origin) {
        var shown = Credentials.of(request, form);
        if (shown instanceof Credentials.Assertion assertion && assertion.isDocument()) {
            return refuse(tenant, claimed(assertion.clientId()), "an instance document is for tokens only", origin);
        }
        Outcome outcome = prove(tenant, shown, request, origin);
        return outcome instanceof Outcome.Authenticated(AuthenticatedClient client, Optional<UsedJwts.Unused> assertion)
                        && spend(tenant, client, assertion, Optional.empty(), origin) != Spent.NOW
                ? new Outcome.Refused()
                : outcome;
    }

    /// How far what counts once was used for the first time.
    public enum Spent {
        NOW,
        /// The client's own assertion was used before, which is audited: `invalid_client`.
        ASSERTION_BEFORE,
        PROOF_BEFORE
    }

    /// Uses up a client's own assertion and the DPoP proof that came with it, in one write. What is used up stays so,
    /// whatever becomes of the request.
    public Spent spend(
            Tenant tenant,
            AuthenticatedClient client,
            Optional<UsedJwts.Unused> assertion,
            Optional<UsedJwts.Unused> proof,
            Origin origin) {
        List<Boolean> first =
                used.useUp(Stream.of(assertion, proof).flatMap(Optional::stream).toList());
        if (assertion.isPresent() && !first.getFirst()) {
            refuse(tenant, client.clientId(), "assertion used before", origin);
            return Spent.ASSERTION_BEFORE;
        }
        return proof.isPresent() && !first.getLast() ? Spent.PROOF_BEFORE : Spent.NOW;
    }

    /// The same as [#authenticate], but a client's own assertion has still to be used up, by [#spend]. So have those of
    /// [#authenticateAssertion].
    public Outcome prove(Tenant tenant, HttpServletRequest request, FormParameters form, Origin origin) {
        return prove(tenant, Credentials.of(request, form), request, origin);
    }

    private Outcome prove(Tenant tenant, Credentials shown, HttpServletRequest request, Origin origin) {
        return switch (shown) {
            case Credentials.Nothing() -> byX509Svid(tenant, request, Optional.empty(), origin);
            case Credentials.Unusable(String reason) -> refuse(tenant, "unknown", reason, origin);
            case Credentials.Basic(String clientId, Set<String> secrets) ->
                conclude(
                        tenant,
                        clientId,
                        bySecret(tenant, clientId, secrets, AuthenticationMethod.CLIENT_SECRET_BASIC, origin),
                        origin);
            case Credentials.Post(String clientId, String secret) ->
                conclude(
                        tenant,
                        clientId,
                        bySecret(tenant, clientId, Set.of(secret), AuthenticationMethod.CLIENT_SECRET_POST, origin),
                        origin);
            case Credentials.Named(String clientId)
            when clientId.startsWith(SPIFFE) -> byX509Svid(tenant, request, Optional.of(clientId), origin);
            case Credentials.Named(String clientId) ->
                conclude(tenant, clientId, byName(tenant, clientId, request, origin), origin);
            case Credentials.Assertion assertion
            when assertion.isDocument() -> byDocument(tenant, request, assertion, origin);
            case Credentials.Assertion assertion -> byAssertion(tenant, assertion, origin);
        };
    }

    /// The client of a request that needs one; empty when the answer says that there is none, and is written.
    ///
    /// @throws io.lightwave.token.protocol.MalformedRequestException when the request shows two things at once
    public Optional<AuthenticatedClient> require(
            Tenant tenant, HttpServletRequest request, FormParameters form, HttpServletResponse response, Origin origin)
            throws IOException {
        return switch (authenticate(tenant, request, form, origin)) {
            case Outcome.Authenticated(AuthenticatedClient client, var _) -> {
                WebOrigin.onlyOwnMayRead(response, client::isAt);
                yield Optional.of(client);
            }
            case Outcome.Anonymous() -> {
                JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "client authentication is missing");
                yield Optional.empty();
            }
            case Outcome.Refused() -> {
                JsonAnswer.error(response, EndpointError.INVALID_CLIENT, "");
                yield Optional.empty();
            }
        };
    }

    /// A workload by its platform's token, shown as something else than a client assertion.
    public Outcome authenticateEvidence(Tenant tenant, String evidence, Optional<String> clientId, Origin origin) {
        return workload(
                tenant,
                workloads.recognise(tenant.id(), evidence, clientId, origin),
                origin,
                () -> refuse(tenant, claimed(clientId), "not a token of a trusted issuer", origin));
    }

    /// A workload or a client by a JWT that is its grant (RFC 7523 §2.1), as by a client assertion.
    public Outcome authenticateAssertion(Tenant tenant, String assertion, Optional<String> clientId, Origin origin) {
        return byAssertion(tenant, new Credentials.Assertion(clientId, Credentials.JWT_BEARER, assertion), origin);
    }

    /// Uses a workload's evidence up, immediately before something is given for it; false when it counts once and
    /// was used before, which is audited here. Other clients have nothing to use up.
    public boolean useUp(Tenant tenant, AuthenticatedClient client, Origin origin) {
        if (!(client instanceof AuthenticatedClient.Workload(Recognition.Recognised evidence, var _))
                || workloads.consume(tenant.id(), evidence)) {
            return true;
        }
        refuse(tenant, client.actor(), "evidence used before: " + evidence.evidence(), origin);
        return false;
    }

    /// Whether the TLS connection proves a workload, which then needs no other way to authenticate.
    public boolean showsX509Svid(Tenant tenant, HttpServletRequest request) {
        return ClientCertificates.of(request)
                .map(shown -> workloads.recogniseX509Svid(tenant.id(), shown, Optional.empty()))
                .filter(Recognition.Recognised.class::isInstance)
                .isPresent();
    }

    /// Whoever shows no X509-SVID and names no workload is nobody in particular.
    private Outcome byX509Svid(Tenant tenant, HttpServletRequest request, Optional<String> clientId, Origin origin) {
        Optional<X509Certificate> certificate = ClientCertificates.of(request);
        Recognition recognition = certificate
                .map(shown -> workloads.recogniseX509Svid(tenant.id(), shown, clientId))
                .orElseGet(Recognition.NotEvidence::new);
        return switch (recognition) {
            case Recognition.Recognised recognised ->
                new Outcome.Authenticated(new AuthenticatedClient.Workload(recognised, certificate));
            case Recognition.Refused(String reason, String claimed) -> refuse(tenant, claimed, reason, origin);
            case Recognition.NotEvidence() ->
                clientId.isEmpty()
                        ? new Outcome.Anonymous()
                        : refuse(tenant, claimed(clientId), "a workload that shows no X509-SVID", origin);
        };
    }

    /// Each process of the machine can read such a document, so it gives nothing that is not bound to a key. That a
    /// proof is good is seen to where it is looked at, before anything is used up.
    private Outcome byDocument(Tenant tenant, HttpServletRequest request, Credentials.Assertion shown, Origin origin) {
        if (request.getHeader("DPoP") == null) {
            return refuse(tenant, claimed(shown.clientId()), "an instance document without a DPoP proof", origin);
        }
        return workload(
                tenant,
                workloads.recogniseDocument(tenant.id(), shown.assertion(), shown.clientId(), origin),
                origin,
                () -> refuse(tenant, claimed(shown.clientId()), "not a document of a trusted issuer", origin));
    }

    private Outcome byAssertion(Tenant tenant, Credentials.Assertion shown, Origin origin) {
        return switch (shown.type()) {
            case Credentials.JWT_SPIFFE ->
                workload(
                        tenant,
                        workloads.recogniseJwtSvid(tenant.id(), shown.assertion(), shown.clientId()),
                        origin,
                        () -> refuse(tenant, claimed(shown.clientId()), "not a JWT-SVID", origin));
            case Credentials.JWT_BEARER ->
                workload(
                        tenant,
                        workloads.recognise(tenant.id(), shown.assertion(), shown.clientId(), origin),
                        origin,
                        () -> byOwnAssertion(tenant, shown, origin));
            default -> refuse(tenant, claimed(shown.clientId()), "unknown client_assertion_type", origin);
        };
    }

    /// @param otherwise when what was shown is no evidence of a workload at all
    private Outcome workload(Tenant tenant, Recognition recognition, Origin origin, Supplier<Outcome> otherwise) {
        return switch (recognition) {
            case Recognition.Recognised recognised ->
                new Outcome.Authenticated(new AuthenticatedClient.Workload(recognised, Optional.empty()));
            case Recognition.Refused(String reason, String claimed) -> refuse(tenant, claimed, reason, origin);
            case Recognition.NotEvidence() -> otherwise.get();
        };
    }

    private Outcome byOwnAssertion(Tenant tenant, Credentials.Assertion shown, Origin origin) {
        // Unverified: only to find the client whose keys verify it.
        Optional<ForeignJwt> assertion = ClientAssertions.parse(shown.assertion());
        Optional<String> issuer = assertion.flatMap(jwt -> jwt.text("iss"));
        if (assertion.isEmpty() || issuer.isEmpty()) {
            return refuse(tenant, claimed(shown.clientId()), "assertion is not a JWT with an issuer", origin);
        }
        if (shown.clientId().filter(name -> !name.equals(issuer.get())).isPresent()) {
            return refuse(tenant, issuer.get(), "assertion is another client's", origin);
        }
        Finding finding = byOwnAssertion(tenant, issuer.get(), assertion.get(), origin);
        return conclude(
                tenant,
                issuer.get(),
                finding.equals(UNKNOWN_KEY) && documents.again(tenant.id(), issuer.get(), origin)
                        ? byOwnAssertion(tenant, issuer.get(), assertion.get(), origin)
                        : finding,
                origin);
    }

    private Finding byOwnAssertion(Tenant tenant, String clientId, ForeignJwt assertion, Origin origin) {
        Optional<Client> client = find(tenant, clientId, origin)
                .filter(found -> found.metadata().authenticationMethod().isAssertion());
        if (client.isEmpty()) {
            return new Finding.Rejected("neither a trusted issuer nor a client with private_key_jwt");
        }
        return switch (assertions.verify(tenant, client.get(), assertion)) {
            case ClientAssertions.Verification.UnknownKey() -> UNKNOWN_KEY;
            case ClientAssertions.Verification.Refused(String reason) -> new Finding.Rejected(reason);
            case ClientAssertions.Verification.Verified verified ->
                proven(tenant, client.get(), Optional.of(verified.assertion()));
        };
    }

    /// One that nobody knows yet may stand at the address that it is named by.
    private Optional<Client> find(Tenant tenant, String clientId, Origin origin) {
        if (!documents.permit(tenant.id(), clientId)) {
            return Optional.empty();
        }
        Optional<Client> known = clients.find(tenant.id(), clientId);
        return known.isPresent()
                        || !(documents.refresh(tenant.id(), clientId, origin)
                                instanceof MetadataDocuments.Outcome.Current)
                ? known
                : clients.find(tenant.id(), clientId);
    }

    private Finding byName(Tenant tenant, String clientId, HttpServletRequest request, Origin origin) {
        Optional<Client> found = find(tenant, clientId, origin);
        Optional<Client> withCertificate = found.filter(CertificateAuthentication::concerns);
        if (withCertificate.isPresent()) {
            String objection = certificates.objection(withCertificate.get(), ClientCertificates.of(request));
            return objection == null
                    ? proven(tenant, withCertificate.get(), Optional.empty())
                    : new Finding.Rejected(objection);
        }
        return found.filter(client -> client.mayAuthenticateBy(AuthenticationMethod.NONE))
                .map(client -> proven(tenant, client, Optional.empty()))
                .orElse(new Finding.Rejected("no public client with this id"));
    }

    private Finding bySecret(
            Tenant tenant, String clientId, Set<String> secrets, AuthenticationMethod method, Origin origin) {
        Optional<Client> client = clients.find(tenant.id(), clientId);
        // Hashed and compared even for a client that there is not: both must take the same time.
        boolean matches = Client.acceptsSecret(client, secrets, clock.instant());
        String account = client.map(found -> found.id().toString()).orElse("");
        // By address too, so that who guesses cannot lock the client out elsewhere.
        var guess = new Throttle.Guess(
                tenant.id(),
                Throttle.Whose.CLIENTS,
                THROTTLE,
                (account.isEmpty() ? "unknown " + clientId : account) + "/" + origin.address(),
                account,
                origin.address());
        Optional<Throttle.Closed> closed = throttle.closed(guess);
        if (closed.isPresent()) {
            return new Finding.Rejected(closed.get().reason());
        }
        if (client.isEmpty()) {
            throttle.failed(guess);
            return new Finding.Rejected("no such client");
        }
        if (!client.get().mayAuthenticateBy(method)) {
            return new Finding.Rejected(method.value() + " is not its registered method");
        }
        if (!matches) {
            throttle.failed(guess);
            return new Finding.Rejected("wrong secret");
        }
        throttle.succeeded(guess);
        return proven(tenant, client.get(), Optional.empty());
    }

    /// A client that has proved itself, if it is active.
    private Finding proven(Tenant tenant, Client client, Optional<UsedJwts.Unused> assertion) {
        return principals
                .find(tenant.id(), client.id())
                .<Finding>map(principal ->
                        new Finding.Found(new AuthenticatedClient.Registered(client, principal), assertion))
                .orElse(new Finding.Rejected("client or tenant disabled"));
    }

    private Outcome conclude(Tenant tenant, String clientId, Finding finding, Origin origin) {
        return switch (finding) {
            case Finding.Found(AuthenticatedClient client, Optional<UsedJwts.Unused> unused) ->
                new Outcome.Authenticated(client, unused);
            case Finding.Rejected(String reason) -> refuse(tenant, clientId, reason, origin);
        };
    }

    private Outcome refuse(Tenant tenant, String claimed, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(), claimed, "client.authenticate", "", AuditEvent.Outcome.REFUSED, reason, origin));
        return new Outcome.Refused();
    }

    private static String claimed(Optional<String> clientId) {
        return clientId.orElse("unknown");
    }
}
