package io.lightwave.token.console;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.grant.TokenAnswer;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.Sessions;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Sends the console's token requests through the pipeline that every client's go through.
final class ConsoleClient implements ConsoleTokens {
    private final Tenants tenants;
    private final Clients clients;
    private final ActivePrincipals principals;
    private final TokenPipeline pipeline;
    private final RefreshTokens refreshTokens;
    private final Sessions sessions;
    private final SignOut signOut;
    private final Refusals refusals;

    ConsoleClient(
            Tenants tenants,
            Clients clients,
            ActivePrincipals principals,
            TokenPipeline pipeline,
            RefreshTokens refreshTokens,
            Sessions sessions,
            SignOut signOut,
            Refusals refusals) {
        this.sessions = sessions;
        this.signOut = signOut;
        this.refusals = refusals;
        this.tenants = tenants;
        this.clients = clients;
        this.principals = principals;
        this.pipeline = pipeline;
        this.refreshTokens = refreshTokens;
    }

    @Override
    public Outcome exchange(TenantId tenant, String code, URI redirectUri, String codeVerifier, Origin origin) {
        return ask(
                tenant,
                GrantType.AUTHORIZATION_CODE,
                Map.of("code", code, "redirect_uri", redirectUri.toString(), "code_verifier", codeVerifier),
                origin);
    }

    @Override
    public Outcome refresh(TenantId tenant, String refreshToken, Origin origin) {
        return ask(tenant, GrantType.REFRESH_TOKEN, Map.of("refresh_token", refreshToken), origin);
    }

    @Override
    public void refused(TenantId tenant, SignInStep step, String reason, Origin origin) {
        var before = new Decisions();
        for (SignInStep passed : SignInStep.values()) {
            if (passed.compareTo(SignInStep.TENANT) > 0 && passed.compareTo(step) < 0) {
                before.held(policy(passed), detail(passed));
            }
        }
        refusals.refused(
                before,
                policy(step),
                new AuditEvent(
                        tenant,
                        "client:%s@%s".formatted(CLIENT_ID, tenant),
                        "session.begin",
                        "console session",
                        AuditEvent.Outcome.REFUSED,
                        reason,
                        origin));
    }

    private static String policy(SignInStep step) {
        return switch (step) {
            case TENANT -> "tenant";
            case BROWSER -> "sign-in of the console";
            case STATE -> "state";
            case ANSWER -> "authorization endpoint";
            case CODE -> "code";
        };
    }

    private static String detail(SignInStep step) {
        return switch (step) {
            case TENANT -> "active";
            case BROWSER -> "begun in this browser";
            case STATE -> "of that sign-in, and in time";
            case ANSWER -> "it gave a code";
            case CODE -> "good";
        };
    }

    @Override
    public void revoke(TenantId tenant, String refreshToken, Origin origin) {
        refreshTokens.revoke(tenant, refreshToken, origin);
    }

    @Override
    public void signOut(TenantId tenant, String refreshToken, Origin origin) {
        refreshTokens
                .sessionOf(tenant, refreshToken)
                .flatMap(session -> sessions.find(tenant, session))
                .ifPresent(live -> signOut.end(live, "at the console", origin));
        refreshTokens.revoke(tenant, refreshToken, origin);
    }

    private Outcome ask(TenantId tenant, GrantType type, Map<String, String> parameters, Origin origin) {
        return request(tenant, parameters, origin)
                .map(request -> answer(type, request))
                .orElseGet(() -> new Outcome.Refused("invalid_client"));
    }

    private Outcome answer(GrantType type, TokenRequest request) {
        return switch (pipeline.answer(type, request)) {
            case TokenAnswer.Issued issued -> granted(issued);
            case TokenAnswer.Refused refused ->
                new Outcome.Refused(refused.error().code());
        };
    }

    private static Outcome granted(TokenAnswer.Issued issued) {
        return new Outcome.Granted(
                issued.accessToken().value(),
                issued.accessToken().expiresAt(),
                issued.refreshToken()
                        .orElseThrow(() -> new IllegalStateException("the console's client has no refresh tokens")));
    }

    private Optional<TokenRequest> request(TenantId tenant, Map<String, String> parameters, Origin origin) {
        return tenants.find(tenant)
                .filter(Tenant::isActive)
                .flatMap(active -> clients.find(tenant, CLIENT_ID)
                        .flatMap(client -> principals
                                .find(tenant, client.id())
                                .map(principal -> new TokenRequest(
                                        active,
                                        new AuthenticatedClient.Registered(client, principal),
                                        FormParameters.of(parameters),
                                        Confirmation.NONE,
                                        origin))));
    }
}
