package io.lightwave.token.grant;

import static java.util.Objects.requireNonNull;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenMint;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.grant.Scoping.Outcome.Narrowed;
import io.lightwave.token.jwe.NoRecipientKeyException;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.MalformedRequestException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What every token request goes through once its client is known: the client may use the grant, the grant decides,
/// scope and resource are narrowed to what was asked, the token is minted, what counts once is used up, the audit
/// trail has it, the answer goes out.
public final class TokenPipeline {
    /// Longer ones do not pass every proxy and server between a client and its resource.
    public static final int LONGEST = 4 * 1024;

    private final Map<GrantType, Grant> grants = new EnumMap<>(GrantType.class);
    private final Scoping scoping;
    private final AccessTokenMint mint;
    private final ClientAuthentication authentication;
    private final Audit audit;

    TokenPipeline(
            List<Grant> grants,
            Scoping scoping,
            AccessTokenMint mint,
            ClientAuthentication authentication,
            Audit audit) {
        grants.forEach(grant -> this.grants.put(grant.type(), grant));
        this.scoping = scoping;
        this.mint = mint;
        this.authentication = authentication;
        this.audit = audit;
    }

    /// @param type the grant that the request asked for
    public TokenAnswer answer(GrantType type, TokenRequest request) {
        Grant grant = grants.get(type);
        if (grant == null || !mayUse(request.client(), type)) {
            return refuse(
                    type,
                    request,
                    grant == null ? EndpointError.UNSUPPORTED_GRANT_TYPE : EndpointError.UNAUTHORIZED_CLIENT,
                    "the client may not use this grant",
                    "grant not registered for the client");
        }
        GrantDecision decision;
        try {
            decision = grant.decide(request);
        } catch (MalformedRequestException e) {
            String what = String.valueOf(e.getMessage());
            return refuse(type, request, EndpointError.INVALID_REQUEST, what, what);
        }
        return switch (decision) {
            case GrantDecision.Refused(EndpointError error, String description, String reason) ->
                refuse(type, request, error, description, reason);
            case GrantDecision.Pending(EndpointError error, String description) ->
                new TokenAnswer.Refused(error, description);
            case GrantDecision.Granted granted -> narrow(type, request, granted);
        };
    }

    /// Notes a request that is refused before anything in it is looked at.
    void unread(Tenant tenant, String reason, Origin origin) {
        audit.record(
                new AuditEvent(tenant.id(), "unknown", "token.issue", "", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private TokenAnswer narrow(GrantType type, TokenRequest request, GrantDecision.Granted granted) {
        return switch (narrowed(request, granted)) {
            case Scoping.Outcome.Refused(EndpointError error, String description, String reason) ->
                refuse(type, request, error, description, reason);
            case Narrowed narrowed -> issue(type, request, granted, narrowed);
        };
    }

    private Scoping.Outcome narrowed(TokenRequest request, GrantDecision.Granted granted) {
        return granted.authorization().isPresent()
                        && request.client() instanceof AuthenticatedClient.Registered registered
                ? scoping.narrow(request.tenant(), request.parameters(), granted.limits(), registered.client())
                : scoping.narrow(request.tenant(), request.parameters(), granted.limits());
    }

    private TokenAnswer issue(GrantType type, TokenRequest request, GrantDecision.Granted granted, Narrowed narrowed) {
        MintedAccessToken token = mint.mint(order(request, granted, narrowed));
        if (!authentication.useUp(request.tenant(), request.client(), request.origin())) {
            return new TokenAnswer.Refused(EndpointError.INVALID_CLIENT, "");
        }
        AuditEvent issued = issued(type, request, granted, narrowed, token);
        Fulfilment.Outcome outcome;
        try {
            outcome = granted.fulfilment().fulfil(token, narrowed.scopes(), issued);
        } catch (NoRecipientKeyException e) {
            String what = String.valueOf(e.getMessage());
            return refuse(type, request, EndpointError.INVALID_REQUEST, what, what);
        }
        return switch (outcome) {
            case Fulfilment.Outcome.Spent(EndpointError error, String description, String reason) ->
                refuse(type, request, error, description, reason);
            case Fulfilment.Outcome.Fulfilled(var refreshToken, var idToken, boolean isRecorded) -> {
                if (!isRecorded) {
                    audit.record(issued);
                }
                if (token.value().length() > LONGEST) {
                    report(request, narrowed, token);
                }
                yield new TokenAnswer.Issued(
                        token,
                        request.confirmation().tokenType(),
                        narrowed.scopes(),
                        narrowed.details(),
                        refreshToken,
                        idToken,
                        type == GrantType.TOKEN_EXCHANGE ? Optional.of(issuedType(request)) : Optional.empty());
            }
        };
    }

    /// As asked for, but a token that says nothing by itself is no JWT (RFC 8693 §2.2.1, §3).
    private static String issuedType(TokenRequest request) {
        return wantsOpaque(request.client())
                ? TokenExchangeGrant.ACCESS_TOKEN
                : request.parameters().find("requested_token_type").orElse(TokenExchangeGrant.ACCESS_TOKEN);
    }

    private static AccessTokenMint.Order order(TokenRequest request, GrantDecision.Granted granted, Narrowed narrowed) {
        return new AccessTokenMint.Order(
                request.tenant(),
                granted.subject(),
                request.client().principal(),
                request.client().provenance().attester(),
                narrowed.audience(),
                narrowed.scopes(),
                narrowed.details(),
                granted.authorization(),
                request.confirmation(),
                granted.provenance(),
                mayAct(request.client(), granted),
                wantsOpaque(request.client()));
    }

    /// What would come of a token request.
    public sealed interface Foreseen {
        /// @param length of the access token, in characters
        record Token(AccessTokenMint.Draft draft, int length, Set<String> scopes, String audience)
                implements Foreseen {}

        /// @param reason for administrators
        record Refused(EndpointError error, String reason) implements Foreseen {}
    }

    /// What a client would get by its own credentials. Nothing is issued, used up or noted.
    public Foreseen foresee(TokenRequest request) {
        GrantType type = GrantType.CLIENT_CREDENTIALS;
        if (!mayUse(request.client(), type)) {
            return new Foreseen.Refused(EndpointError.UNAUTHORIZED_CLIENT, "grant not registered for the client");
        }
        return switch (requireNonNull(grants.get(type)).decide(request)) {
            case GrantDecision.Granted granted -> foresee(request, granted);
            case GrantDecision.Pending(EndpointError error, String description) ->
                new Foreseen.Refused(error, description);
            case GrantDecision.Refused(EndpointError error, String _, String reason) ->
                new Foreseen.Refused(error, reason);
        };
    }

    /// The same for what a person would have granted.
    public Foreseen foresee(TokenRequest request, GrantDecision.Granted granted) {
        return switch (scoping.narrow(request.tenant(), request.parameters(), granted.limits())) {
            case Scoping.Outcome.Refused(EndpointError error, String _, String reason) ->
                new Foreseen.Refused(error, reason);
            case Narrowed narrowed -> {
                AccessTokenMint.Draft draft = mint.draft(order(request, granted, narrowed));
                yield new Foreseen.Token(draft, mint.length(draft), narrowed.scopes(), narrowed.audience());
            }
        };
    }

    /// Of a person's token, as the client that gets it is registered.
    private static Optional<String> mayAct(AuthenticatedClient client, GrantDecision.Granted granted) {
        return granted.authorization().isPresent() && client instanceof AuthenticatedClient.Registered registered
                ? registered.client().metadata().text(MetadataField.MAY_ACT)
                : Optional.empty();
    }

    private static boolean wantsOpaque(AuthenticatedClient client) {
        return client instanceof AuthenticatedClient.Registered registered
                && registered
                        .client()
                        .metadata()
                        .text(MetadataField.ACCESS_TOKEN_FORMAT)
                        .equals(Optional.of("opaque"));
    }

    private static boolean mayUse(AuthenticatedClient client, GrantType type) {
        return switch (client) {
            case AuthenticatedClient.Registered registered ->
                registered.client().mayUse(type);
            case AuthenticatedClient.Workload _ ->
                type == GrantType.CLIENT_CREDENTIALS
                        || type == GrantType.TOKEN_EXCHANGE
                        || type == GrantType.JWT_BEARER;
        };
    }

    private static AuditEvent issued(
            GrantType type,
            TokenRequest request,
            GrantDecision.Granted granted,
            Narrowed narrowed,
            MintedAccessToken token) {
        String how = type.name().toLowerCase(java.util.Locale.ROOT) + ", jti " + token.id();
        return new AuditEvent(
                request.tenant().id(),
                request.client().actor(),
                "token.issue",
                TokenSubjects.nameOf(granted.subject()) + " for " + narrowed.audience(),
                AuditEvent.Outcome.SUCCESS,
                request.client() instanceof AuthenticatedClient.Workload workload
                        ? how + ", evidence " + workload.evidence().evidence()
                        : how,
                request.origin());
    }

    /// Tells the operator, who alone can make the groups, scopes or details fewer that it carries.
    private void report(TokenRequest request, Narrowed narrowed, MintedAccessToken token) {
        audit.record(new AuditEvent(
                request.tenant().id(),
                request.client().actor(),
                "token.oversize",
                narrowed.audience(),
                AuditEvent.Outcome.SUCCESS,
                "jti %s has %d characters, more than %d"
                        .formatted(token.id(), token.value().length(), LONGEST),
                request.origin()));
    }

    private TokenAnswer refuse(
            GrantType type, TokenRequest request, EndpointError error, String description, String reason) {
        audit.record(new AuditEvent(
                request.tenant().id(),
                request.client().actor(),
                "token.issue",
                type.value(),
                AuditEvent.Outcome.REFUSED,
                error.code() + ": " + reason,
                request.origin()));
        return new TokenAnswer.Refused(error, description);
    }
}
