package io.lightwave.token.accesstoken;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.AccessTokens;
import java.util.List;

/// Verifies tokens for Lightwave's own endpoints: on top of what makes a token good, its sole audience is the
/// issuer, so that a token handed to a service can never be turned against us.
final class OwnEndpointTokens implements AccessTokens {
    private final AccessTokenVerifier verifier;
    private final Tenants tenants;

    OwnEndpointTokens(AccessTokenVerifier verifier, Tenants tenants) {
        this.verifier = verifier;
        this.tenants = tenants;
    }

    @Override
    public Verification verify(TenantId tenant, String token) {
        return switch (verifier.verify(tenant, token)) {
            case AccessTokenVerifier.Verification.Invalid(String reason) -> new Verification.Invalid(reason);
            case AccessTokenVerifier.Verification.Valid(VerifiedAccessToken valid) ->
                isForIssuer(tenant, valid)
                        ? new Verification.Valid(
                                valid.subject(),
                                valid.clientId(),
                                valid.scopes(),
                                valid.authorization().map(UserAuthorization::authTime))
                        : new Verification.Invalid("for another audience");
        };
    }

    private boolean isForIssuer(TenantId tenant, VerifiedAccessToken token) {
        return tenants.find(tenant)
                .filter(issuer ->
                        token.audiences().equals(List.of(issuer.issuer().toString())))
                .isPresent();
    }
}
