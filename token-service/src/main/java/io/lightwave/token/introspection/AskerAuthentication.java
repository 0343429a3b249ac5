package io.lightwave.token.introspection;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.AccessTokens.Verification;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.introspection.Introspection.Asker;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/// Who asks about a token: a client that authenticates as at the token endpoint, a public one excepted, or a client
/// or workload by an access token of its own whose sole audience is the issuer (RFC 7662 §2.1).
final class AskerAuthentication {
    sealed interface Outcome {
        record Known(Asker asker) implements Outcome {}

        /// The access token is not good here (RFC 6750 §3.1), or its proof is not (RFC 9449 §7.1, §9).
        record BadToken(String error) implements Outcome {}

        record Unknown() implements Outcome {}
    }

    private static final String BEARER_CHALLENGE = "Bearer error=\"invalid_token\"";

    private final ClientAuthentication clients;
    private final Clients registered;
    private final AccessTokens tokens;
    private final Audit audit;

    AskerAuthentication(ClientAuthentication clients, Clients registered, AccessTokens tokens, Audit audit) {
        this.clients = clients;
        this.registered = registered;
        this.tokens = tokens;
        this.audit = audit;
    }

    /// Says what is to be shown instead of a token that is not good.
    void challenge(Tenant tenant, HttpServletResponse response, String error) {
        if (error.equals(AccessTokens.INVALID_TOKEN)) {
            response.setHeader("WWW-Authenticate", BEARER_CHALLENGE);
        } else {
            tokens.challengeForProof(tenant.id(), response, error);
        }
    }

    Outcome authenticate(Tenant tenant, HttpServletRequest request, FormParameters form, Origin origin) {
        String header = request.getHeader("Authorization");
        if (header != null
                && (header.regionMatches(true, 0, "Bearer ", 0, 7) || header.regionMatches(true, 0, "DPoP ", 0, 5))) {
            if (form.find("client_secret").isPresent()
                    || form.find("client_assertion").isPresent()) {
                throw new MalformedRequestException("more than one way of client authentication");
            }
            return byToken(tenant, request, origin);
        }
        return switch (clients.authenticate(tenant, request, form, origin)) {
            case ClientAuthentication.Outcome.Authenticated(AuthenticatedClient client, var _) ->
                byClient(tenant, client, origin);
            case ClientAuthentication.Outcome.Anonymous(), ClientAuthentication.Outcome.Refused() ->
                new Outcome.Unknown();
        };
    }

    private Outcome byClient(Tenant tenant, AuthenticatedClient client, Origin origin) {
        if (client instanceof AuthenticatedClient.Registered registered
                && registered.client().isPublic()) {
            refuse(tenant, client.actor(), "a public client proves nothing", origin);
            return new Outcome.Unknown();
        }
        return clients.useUp(tenant, client, origin)
                ? new Outcome.Known(new Asker(client.clientId(), client.actor(), client(client)))
                : new Outcome.Unknown();
    }

    private static Optional<Client> client(AuthenticatedClient client) {
        return client instanceof AuthenticatedClient.Registered one ? Optional.of(one.client()) : Optional.empty();
    }

    private Outcome byToken(Tenant tenant, HttpServletRequest request, Origin origin) {
        return switch (tokens.verify(tenant.id(), request)) {
            case Verification.Valid valid
            when isForItself(valid) -> {
                var asker = TokenSubjects.nameOf(valid.principal());
                yield new Outcome.Known(new Asker(
                        asker,
                        (valid.principal().kind() == SubjectKind.CLIENT ? "client:" : "workload:")
                                + valid.principal().name() + "@" + tenant.id(),
                        registered.find(tenant.id(), asker)));
            }
            case Verification.Valid valid -> {
                refuse(tenant, "user:" + valid.principal().name() + "@" + tenant.id(), "a person asks", origin);
                yield new Outcome.BadToken(AccessTokens.INVALID_TOKEN);
            }
            case Verification.Invalid(String error, String reason) -> {
                refuse(tenant, "unknown", "bearer token " + reason, origin);
                yield new Outcome.BadToken(error);
            }
        };
    }

    private static boolean isForItself(Verification.Valid valid) {
        return switch (valid.principal().kind()) {
            case CLIENT, WORKLOAD -> valid.clientId().equals(TokenSubjects.nameOf(valid.principal()));
            case USER, GROUP, NODE -> false;
        };
    }

    private void refuse(Tenant tenant, String actor, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(), actor, "client.authenticate", "introspect", AuditEvent.Outcome.REFUSED, reason, origin));
    }
}
