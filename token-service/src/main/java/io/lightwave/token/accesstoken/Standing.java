package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenClaims.Bound;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import java.util.Optional;

/// Whether a token that has not expired still stands: nobody ended it, its subject, its client or what a person
/// authorized (architecture, decision 10), and the nodes that spoke for workloads may still do so (threat T12). Warm,
/// this touches no SQL.
final class Standing {
    private final ActivePrincipals principals;
    private final RevokedTokens revoked;
    private final LiveGrants grants;
    private final Attestations attestations;

    Standing(ActivePrincipals principals, RevokedTokens revoked, LiveGrants grants, Attestations attestations) {
        this.principals = principals;
        this.revoked = revoked;
        this.grants = grants;
        this.attestations = attestations;
    }

    Verification check(Tenant issuer, AccessTokenClaims claims) {
        if (revoked.contains(issuer.id(), claims.id())) {
            return new Verification.Invalid("revoked");
        }
        Optional<ActivePrincipal> subject = unchanged(issuer, claims.subject(), claims.sub());
        if (subject.isEmpty()) {
            return new Verification.Invalid("subject ended, disabled or changed");
        }
        if (claims.client()
                .filter(client -> unchanged(issuer, client, claims.clientId()).isEmpty())
                .isPresent()) {
            return new Verification.Invalid("client ended, disabled or changed");
        }
        if (isDisowned(issuer, claims.subject())
                || claims.client().filter(client -> isDisowned(issuer, client)).isPresent()
                || !claims.exchangers().stream()
                        .allMatch(one -> attestations.stands(issuer.id(), one.attester(), one.workload()))) {
            return new Verification.Invalid("the node that spoke for the workload may not any more");
        }
        if (claims.authorization()
                .filter(authorization -> !grants.isLive(issuer.id(), authorization.grantId()))
                .isPresent()) {
            return new Verification.Invalid("authorization or session ended");
        }
        return new Verification.Valid(new VerifiedAccessToken(subject.get(), claims));
    }

    private boolean isDisowned(Tenant issuer, Bound bound) {
        return bound.attester()
                .filter(node -> !attestations.stands(issuer.id(), node, bound.id()))
                .isPresent();
    }

    /// The principal, if it is active, has the epochs that were minted into the token, and is still named so.
    private Optional<ActivePrincipal> unchanged(Tenant issuer, Bound bound, String name) {
        return principals
                .find(issuer.id(), bound.id())
                .filter(principal -> principal.epochs().equals(bound.epochs())
                        && TokenSubjects.nameOf(principal).equals(name));
    }
}
