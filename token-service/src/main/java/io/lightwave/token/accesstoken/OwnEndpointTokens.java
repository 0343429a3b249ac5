package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Attester;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.policy.AuthenticationPolicies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Verifies tokens for Lightwave's own endpoints: on top of what makes a token good, its sole audience is the
/// issuer, so that a token handed to a service can never be turned against us.
final class OwnEndpointTokens implements AccessTokens {
    private final AccessTokenVerifier verifier;
    private final PresentedTokens presented;
    private final AuthenticationPolicies policies;
    private final Tenants tenants;

    OwnEndpointTokens(
            AccessTokenVerifier verifier, PresentedTokens presented, AuthenticationPolicies policies, Tenants tenants) {
        this.policies = policies;
        this.verifier = verifier;
        this.presented = presented;
        this.tenants = tenants;
    }

    @Override
    public Verification verify(TenantId tenant, String token) {
        return switch (verifier.verify(tenant, token)) {
            case AccessTokenVerifier.Verification.Invalid(String reason) -> new Verification.Invalid(reason);
            case AccessTokenVerifier.Verification.Valid(VerifiedAccessToken valid) ->
                valid.confirmation().isNone()
                        ? forIssuer(tenant, valid)
                        : new Verification.Invalid("bound, and presented without its proof");
        };
    }

    @Override
    public Verification verify(TenantId tenant, HttpServletRequest request) {
        return tenants.find(tenant)
                .filter(Tenant::isActive)
                .map(active -> switch (presented.read(active, request)) {
                    case PresentedTokens.Outcome.Valid(VerifiedAccessToken valid) -> forIssuer(tenant, valid);
                    case PresentedTokens.Outcome.Invalid(String error, String reason) ->
                        new Verification.Invalid(error, reason);
                    case PresentedTokens.Outcome.Missing() -> new Verification.Invalid("no token");
                    case PresentedTokens.Outcome.Malformed() -> new Verification.Invalid("not one token");
                })
                .orElse(new Verification.Invalid("tenant not active"));
    }

    @Override
    public boolean isOpaque(String token) {
        return OpaqueSecret.parse(token).isPresent();
    }

    @Override
    public void challengeForProof(TenantId tenant, HttpServletResponse response, String error) {
        tenants.find(tenant).ifPresent(issuer -> presented.challengeForProof(issuer, response, error));
    }

    private Verification forIssuer(TenantId tenant, VerifiedAccessToken valid) {
        return isForIssuer(tenant, valid)
                ? new Verification.Valid(
                        valid.subject(),
                        valid.clientId(),
                        valid.scopes(),
                        valid.authorization()
                                .map(by -> new SignIn(
                                        by.authTime(), policies.of(tenant).earnsStrongest(by.amr()))),
                        valid.attester().map(Attester::node),
                        lasting(tenant, valid))
                : new Verification.Invalid("for another audience");
    }

    private Lasting lasting(TenantId tenant, VerifiedAccessToken valid) {
        return new Lasting() {
            @Override
            public Instant expiresAt() {
                return valid.expiresAt();
            }

            @Override
            public Optional<ActivePrincipal> principal() {
                return switch (verifier.verifyAgain(tenant, valid)) {
                    case AccessTokenVerifier.Verification.Valid(VerifiedAccessToken still) ->
                        Optional.of(still.subject());
                    case AccessTokenVerifier.Verification.Invalid _ -> Optional.empty();
                };
            }
        };
    }

    private boolean isForIssuer(TenantId tenant, VerifiedAccessToken token) {
        return tenants.find(tenant)
                .filter(issuer ->
                        token.audiences().equals(List.of(issuer.issuer().toString())))
                .isPresent();
    }
}
