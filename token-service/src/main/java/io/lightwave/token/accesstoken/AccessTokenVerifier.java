package io.lightwave.token.accesstoken;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.opaque.OpaqueSecret;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/// The one place where an access token becomes a [VerifiedAccessToken]: signature by a key of the tenant and `typ`
/// `at+jwt`, or a reference to what is kept; issuer, time, revocation, epochs, grant, subject, client and tenant
/// active. The audience is the
/// caller's to compare.
public final class AccessTokenVerifier {

    public sealed interface Verification {
        record Valid(VerifiedAccessToken token) implements Verification {}

        /// The reason is for the audit trail, never for the outside.
        record Invalid(String reason) implements Verification {}
    }

    private final SigningKeys keys;
    private final ReferenceTokens references;
    private final Tenants tenants;
    private final Standing standing;
    private final InstantSource clock;
    private final ObjectMapper json;

    AccessTokenVerifier(
            SigningKeys keys,
            ReferenceTokens references,
            Tenants tenants,
            Standing standing,
            InstantSource clock,
            ObjectMapper json) {
        this.keys = keys;
        this.references = references;
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
                .orElseGet(() -> keys.verify(tenant, AccessTokenMint.TYPE, token));
    }

    private Verification check(Tenant issuer, byte[] payload) {
        var parsed = parse(payload);
        if (parsed.isEmpty()) {
            return new Verification.Invalid("claims of a shape that is no longer made");
        }
        AccessTokenClaims claims = parsed.get();
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
