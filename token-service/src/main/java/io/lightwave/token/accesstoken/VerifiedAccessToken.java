package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Attester;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// An access token of ours that is good at this moment. Only [AccessTokenVerifier] makes one.
public final class VerifiedAccessToken {
    private final ActivePrincipal subject;
    private final AccessTokenClaims claims;

    VerifiedAccessToken(ActivePrincipal subject, AccessTokenClaims claims) {
        this.subject = subject;
        this.claims = claims;
    }

    AccessTokenClaims claims() {
        return claims;
    }

    public ActivePrincipal subject() {
        return subject;
    }

    public String sub() {
        return claims.sub();
    }

    public String clientId() {
        return claims.clientId();
    }

    /// Its `aud`; whoever accepts the token must find itself there.
    public List<String> audiences() {
        return claims.audiences();
    }

    public Set<String> scopes() {
        return claims.scopes();
    }

    /// Its `jti`.
    public String id() {
        return claims.id();
    }

    public Instant issuedAt() {
        return claims.issuedAt();
    }

    public Instant expiresAt() {
        return claims.expiresAt();
    }

    /// Empty for workloads and clients.
    public Optional<UserAuthorization> authorization() {
        return claims.authorization();
    }

    /// What its presenter must have; who accepts the token checks it.
    public Confirmation confirmation() {
        return claims.confirmation();
    }

    /// The JSON of its `act` (RFC 8693 §4.1): who acts for its subject.
    public Optional<String> actor() {
        return claims.actor();
    }

    /// The `sub` of its `may_act` (RFC 8693 §4.4): who alone may act for its subject; empty when it does not say.
    public Optional<String> mayAct() {
        return claims.mayAct();
    }

    /// How well its subject, a workload, is known, from 0 to 4; empty for others, and when it does not say.
    public Optional<Integer> assurance() {
        return claims.assurance();
    }

    /// The node that spoke for its subject, a workload; empty when none did.
    public Optional<Attester> attester() {
        return claims.subject().attester();
    }

    /// Who has exchanged it, as far as nodes spoke for them, its client last.
    public List<Exchanger> exchangers() {
        return Stream.concat(
                        claims.exchangers().stream(),
                        claims.client().stream()
                                .flatMap(client ->
                                        client.attester().map(node -> new Exchanger(node, client.id())).stream()))
                .distinct()
                .toList();
    }

    /// What it is good for in detail (RFC 9396 §9); for the resource server to make sense of.
    public AuthorizationDetails authorizationDetails() {
        return claims.authorizationDetails();
    }

    @Override
    public String toString() {
        return "VerifiedAccessToken[" + id() + "]";
    }
}
