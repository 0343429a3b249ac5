package io.lightwave.token.accesstoken;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.resource.ResourceServers;
import io.lightwave.token.resource.TokenForm;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/// The one place where an access token becomes a [VerifiedAccessToken]: signature by a key of the tenant and `typ`
/// `at+jwt`, or what its resource server asks for, or a reference to what is kept; issuer, time, revocation,
/// epochs, grant, subject, client and tenant active. The audience is the caller's to compare.
public final class AccessTokenVerifier {

    public sealed interface Verification {
        record Valid(VerifiedAccessToken token) implements Verification {}

        /// The reason is for the audit trail, never for the outside.
        record Invalid(String reason) implements Verification {}
    }

    private final SigningKeys keys;
    private final ReferenceTokens references;
    private final ResourceServers resourceServers;
    private final Tenants tenants;
    private final Standing standing;
    private final InstantSource clock;
    private final ObjectMapper json;

    AccessTokenVerifier(
            SigningKeys keys,
            ReferenceTokens references,
            ResourceServers resourceServers,
            Tenants tenants,
            Standing standing,
            InstantSource clock,
            ObjectMapper json) {
        this.keys = keys;
        this.references = references;
        this.resourceServers = resourceServers;
        this.tenants = tenants;
        this.standing = standing;
        this.clock = clock;
        this.json = json;
    }

    public Verification verify(TenantId tenant, String token) {
        Optional<Tenant> issuer = tenants.find(tenant).filter(Tenant::isActive);
        if (issuer.isEmpty()) {
            return new Verification.Invalid("tenant not active");
        }
        return payload(tenant, token)
                .<Verification>map(payload -> check(issuer.get(), payload))
                .orElse(new Verification.Invalid("not an access token of this tenant"));
    }

    /// Whether a token that was good still is.
    ///
    /// @param tenant the one that verified it
    Verification verifyAgain(TenantId tenant, VerifiedAccessToken token) {
        return tenants.find(tenant)
                .filter(Tenant::isActive)
                .map(issuer -> check(issuer, token.claims()))
                .orElse(new Verification.Invalid("tenant not active"));
    }

    /// Who a token was issued to and until when, whatever became of it since; empty when it is not ours or has
    /// expired: what revocation needs to know.
    Optional<AccessTokenClaims> unexpired(TenantId tenant, String token) {
        return payload(tenant, token)
                .flatMap(this::parse)
                .filter(claims -> clock.instant().isBefore(claims.expiresAt()));
    }

    private Optional<byte[]> payload(TenantId tenant, String token) {
        return OpaqueSecret.parse(token)
                .map(reference -> references.claims(tenant, reference))
                .orElseGet(() -> keys.verify(tenant, TokenForm.ACCESS_TOKEN, token)
                        .or(() -> keys.verify(tenant, TokenForm.JWT, token)
                                .filter(payload -> isAskedFor(tenant, payload))));
    }

    /// Much else is of the type `JWT`: it counts only where the audience's resource server asks for that, and never
    /// at our own endpoints.
    private boolean isAskedFor(TenantId tenant, byte[] payload) {
        return parse(payload)
                .filter(claims -> claims.audiences().size() == 1)
                .map(claims -> claims.audiences().getFirst())
                .filter(audience -> !isIssuer(tenant, audience))
                .filter(audience ->
                        resourceServers.formFor(tenant, audience).type().equals(TokenForm.JWT))
                .isPresent();
    }

    private boolean isIssuer(TenantId tenant, String audience) {
        return tenants.find(tenant)
                .filter(issuer -> issuer.issuer().toString().equals(audience))
                .isPresent();
    }

    private Verification check(Tenant issuer, byte[] payload) {
        return parse(payload)
                .map(claims -> check(issuer, claims))
                .orElse(new Verification.Invalid("claims of a shape that is no longer made"));
    }

    private Verification check(Tenant issuer, AccessTokenClaims claims) {
        if (!claims.issuer().equals(issuer.issuer().toString())
                || !claims.tenant().equals(issuer.id().value())) {
            return new Verification.Invalid("another issuer");
        }
        if (!clock.instant().isBefore(claims.expiresAt())) {
            return new Verification.Invalid("expired");
        }
        return standing.check(issuer, claims);
    }

    private Optional<AccessTokenClaims> parse(byte[] payload) {
        try {
            return Optional.of(AccessTokenClaims.of(json.readTree(payload)));
        } catch (JacksonException | IllegalArgumentException anotherShape) {
            return Optional.empty();
        }
    }
}
