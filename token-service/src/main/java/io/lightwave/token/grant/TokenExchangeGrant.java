package io.lightwave.token.grant;

import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.accesstoken.VerifiedAccessToken;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.authorizationdetails.GrantableDetails;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The token exchange grant (RFC 8693). A platform's token as the subject token, without other client
/// authentication, gives its own workload's token and nothing wider. A client or workload that authenticates exchanges
/// an access token that was issued to it or is meant for it: in the subject's name (impersonation), or, when it shows
/// a token of its own as the actor token, in `act` (delegation); or an ID or refresh token of its own; or a trusted
/// issuer's token for that of its workload. A token whose `may_act` names somebody is exchanged by nobody else.
final class TokenExchangeGrant implements Grant {
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Set<String> TYPES = Set.of(JWT, ACCESS_TOKEN);
    private static final Set<String> SUBJECT_TYPES =
            Set.of(JWT, ACCESS_TOKEN, OwnSubjectTokens.ID_TOKEN, OwnSubjectTokens.REFRESH_TOKEN);
    private static final int MAXIMUM_ACTORS = 1_000; // characters of JSON: a longer chain goes in a circle
    private static final int MAXIMUM_EXCHANGERS = 8; // for whom nodes spoke, so that a token stays short

    private final OwnLimits own;
    private final ExchangeLimits limits;
    private final OutsideSubjects outside;
    private final AccessTokenVerifier verifier;
    private final OwnSubjectTokens ownTokens;

    TokenExchangeGrant(
            OwnLimits own,
            ExchangeLimits limits,
            OutsideSubjects outside,
            AccessTokenVerifier verifier,
            OwnSubjectTokens ownTokens) {
        this.ownTokens = ownTokens;
        this.own = own;
        this.limits = limits;
        this.outside = outside;
        this.verifier = verifier;
    }

    @Override
    public GrantType type() {
        return GrantType.TOKEN_EXCHANGE;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        FormParameters form = request.parameters();
        String subjectToken = form.require("subject_token");
        String subjectType = form.require("subject_token_type");
        Optional<String> actorToken = form.find("actor_token");
        Optional<String> actorType = form.find("actor_token_type");
        String wanted = form.find("requested_token_type").orElse(ACCESS_TOKEN);
        if (!TYPES.contains(wanted)) {
            return unsupported("requested_token_type is not " + ACCESS_TOKEN);
        }
        if (!SUBJECT_TYPES.contains(subjectType)) {
            return unsupported("subject_token_type is that of no token that is exchanged here");
        }
        if (actorType.filter(type -> !TYPES.contains(type)).isPresent()) {
            return unsupported("actor_token_type is " + ACCESS_TOKEN + " or " + JWT);
        }
        if (actorToken.isPresent() != actorType.isPresent()) {
            return unsupported("actor_token and actor_token_type go together");
        }
        if (request.client() instanceof Workload workload && !request.authenticatedBesides()) {
            return actorToken.isEmpty() && subjectType.equals(JWT)
                    ? forItself(request, workload)
                    : unsupported("without client authentication, only a platform's token is exchanged");
        }
        return authenticated(request, subjectToken, subjectType, actorToken);
    }

    private GrantDecision forItself(TokenRequest request, Workload workload) {
        return new GrantDecision.Granted(
                workload.principal(),
                own.of(request.tenant(), workload, Scoping.requestedAudience(request.parameters())),
                Optional.empty(),
                Fulfilment.NOTHING,
                workload.provenance());
    }

    private GrantDecision authenticated(
            TokenRequest request, String subjectToken, String subjectType, Optional<String> actorToken) {
        if (request.client() instanceof Registered registered
                && registered.client().isPublic()) {
            return new GrantDecision.Refused(
                    EndpointError.UNAUTHORIZED_CLIENT, "a public client proves nothing", "a public client");
        }
        if (actorToken.filter(token -> !isOwn(request, token)).isPresent()) {
            return invalid("the actor token is not a good one of the client's own");
        }
        if (!TYPES.contains(subjectType)) {
            return ownTokens
                    .find(request.tenant(), request.client().principal(), subjectType, subjectToken)
                    .map(subject -> ownToken(request, subject, actorToken.isPresent()))
                    .orElseGet(() -> invalid("subject token: not a good one of the client's own"));
        }
        return switch (verifier.verify(request.tenant().id(), subjectToken)) {
            case Verification.Valid(VerifiedAccessToken subject)
            when !mayAct(request, subject) -> invalid("may_act names somebody else");
            case Verification.Valid(VerifiedAccessToken subject) -> ours(request, subject, actorToken.isPresent());
            case Verification.Invalid(String reason)
            when subjectType.equals(ACCESS_TOKEN) -> invalid("subject token: " + reason);
            case Verification.Invalid(String _) ->
                outside.decide(request, subjectToken, EndpointError.INVALID_REQUEST, actorToken.isPresent());
        };
    }

    /// Who acts is whoever authenticates; its actor token says that it wants to be seen.
    private boolean isOwn(TokenRequest request, String actorToken) {
        return verifier.verify(request.tenant().id(), actorToken)
                        instanceof Verification.Valid(VerifiedAccessToken actor)
                && actor.subject().id().equals(request.client().principal().id())
                && (actor.confirmation().isNone() || actor.confirmation().equals(request.confirmation()));
    }

    /// Whoever got the token may narrow it in any case.
    private static boolean mayAct(TokenRequest request, VerifiedAccessToken subject) {
        String exchanger = request.client().clientId();
        return subject.mayAct().filter(actor -> !actor.equals(exchanger)).isEmpty()
                || subject.clientId().equals(exchanger);
    }

    /// For the resources that the person was asked about, or the client itself.
    private GrantDecision ownToken(TokenRequest request, OwnSubjectTokens.OwnSubject subject, boolean delegated) {
        String exchanger = request.client().clientId();
        Limits most = limits.of(request.tenant(), request.client(), request.parameters(), subject.scopes());
        var targets = new HashSet<>(subject.audiences());
        targets.remove(request.tenant().issuer().toString());
        return new GrantDecision.Granted(
                subject.person(),
                new Limits(most.scopes(), targets, exchanger),
                Optional.of(subject.authorization()),
                Fulfilment.NOTHING,
                new Provenance(
                        delegated ? Optional.of(Acting.json(exchanger, Optional.empty())) : Optional.empty(),
                        Optional.of(subject.expiresAt()),
                        Optional.empty(),
                        Optional.empty()));
    }

    private GrantDecision ours(TokenRequest request, VerifiedAccessToken subject, boolean delegated) {
        String exchanger = request.client().clientId();
        boolean recipient = limits.isRecipient(request.tenant(), request.client(), subject.audiences());
        if (!recipient && !subject.clientId().equals(exchanger)) {
            return invalid("the subject token was neither issued to the client nor is it meant for it");
        }
        if (!recipient
                && !subject.confirmation().isNone()
                && !subject.confirmation().equals(request.confirmation())) {
            return invalid("the subject token is bound to something else than the client proves to have");
        }
        Optional<String> actor = delegated ? Optional.of(Acting.json(exchanger, subject.actor())) : subject.actor();
        if (actor.filter(json -> json.length() > MAXIMUM_ACTORS).isPresent()) {
            return invalid("too many actors");
        }
        if (subject.exchangers().size() > MAXIMUM_EXCHANGERS) {
            return invalid("too many workloads have exchanged it");
        }
        String audience = subject.audiences().getFirst();
        if (!recipient && audience.equals(request.tenant().issuer().toString())) {
            return invalid("a token for the issuer is not exchanged");
        }
        Limits most = limits.of(request.tenant(), request.client(), request.parameters(), subject.scopes());
        return new GrantDecision.Granted(
                subject.subject(),
                // Its own client may narrow it; where else it may go, the person behind it was asked about.
                (recipient ? most : new Limits(most.scopes(), Set.of(), audience))
                        .with(new GrantableDetails.Given(details(request, subject))),
                subject.authorization(),
                Fulfilment.NOTHING,
                new Provenance(
                        actor,
                        Optional.of(subject.expiresAt()),
                        subject.assurance(),
                        subject.attester(),
                        subject.exchangers()));
    }

    /// Those that the exchanger might have asked for itself.
    private static AuthorizationDetails details(TokenRequest request, VerifiedAccessToken subject) {
        return subject.authorizationDetails()
                .only(type -> request.client() instanceof Registered registered
                        && registered.client().detailsTypes().contains(type));
    }

    private static GrantDecision invalid(String reason) {
        return new GrantDecision.Refused(
                EndpointError.INVALID_REQUEST, "the token is not valid for the client", reason);
    }

    private static GrantDecision unsupported(String what) {
        return new GrantDecision.Refused(EndpointError.INVALID_REQUEST, what, what);
    }
}
