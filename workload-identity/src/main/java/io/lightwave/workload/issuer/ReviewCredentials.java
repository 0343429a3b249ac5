package io.lightwave.workload.issuer;

import io.lightwave.directory.Egress;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The credentials that TokenReviews are made with, and the API server's keys fetched, sealed. One is used only
/// where, and trusting whom, it was given for: who changes the address or the trust has to give it again, so that
/// nobody gets it sent to himself.
public final class ReviewCredentials {
    private final SealedKeys keys;

    ReviewCredentials(SealedKeys keys) {
        this.keys = keys;
    }

    /// The credential that the issuer has after a change; null for none.
    ///
    /// @param before as it is, changed not yet
    byte @Nullable [] sealed(TrustedIssuerEntity before, IssuerRules.Checked after) {
        if (after.reviewServer() == null) {
            return null;
        }
        String given = after.reviewCredential();
        if (given != null) {
            return keys.seal(
                    new TenantId(before.id.tenantId()),
                    place(before.id.id()),
                    given.getBytes(StandardCharsets.US_ASCII));
        }
        if (before.reviewCredential == null
                || !after.reviewServer().equals(before.reviewServer)
                || !Objects.equals(after.caBundle(), before.caBundle)) {
            throw new InvalidFieldException(
                    "tokenReview.credential",
                    "must be given with the server, and again when server or caBundle change");
        }
        return before.reviewCredential;
    }

    /// How the cluster's API server is asked; empty when none is registered.
    public Optional<Egress.Access> access(TrustedIssuer issuer) {
        return issuer.review().map(review -> new Egress.Access(issuer.caBundle(), open(issuer, review)));
    }

    String open(TrustedIssuer issuer, TokenReview review) {
        return new String(
                keys.open(issuer.tenant(), place(issuer.id()), review.sealedCredential()), StandardCharsets.US_ASCII);
    }

    private static String place(UUID issuer) {
        return "token-review/" + issuer;
    }
}
