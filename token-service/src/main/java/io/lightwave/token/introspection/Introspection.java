package io.lightwave.token.introspection;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.accesstoken.RefreshTokens.LiveRefreshToken;
import io.lightwave.token.accesstoken.VerifiedAccessToken;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.pairwise.ClientSubjectNames;
import io.lightwave.token.resource.Audiences;
import java.util.Optional;
import java.util.TreeSet;

/// Answers what a token is worth now (RFC 7662 §2.2). Who asks sees a token that is for it or was issued to it;
/// of any other, as of one that is not good, it learns exactly `{"active":false}`. Good answers are not recorded
/// one by one.
final class Introspection {

    /// @param clientId as tokens name it
    /// @param actor as the audit trail names it
    /// @param client as it is registered; empty for a workload
    record Asker(String clientId, String actor, Optional<Client> client) {

        /// Of signed answers to it: RS256 unless registered otherwise (RFC 9701 §6).
        Algorithm algorithm() {
            return client.flatMap(found -> found.metadata().text(MetadataField.INTROSPECTION_SIGNED_RESPONSE_ALG))
                    .map(Algorithm::registered)
                    .orElse(Algorithm.RS256);
        }
    }

    private final AccessTokenVerifier verifier;
    private final Optional<RefreshTokens> refreshTokens;
    private final Audiences audiences;
    private final ClientSubjectNames names;
    private final Audit audit;

    Introspection(
            AccessTokenVerifier verifier,
            Optional<RefreshTokens> refreshTokens,
            Audiences audiences,
            ClientSubjectNames names,
            Audit audit) {
        this.names = names;
        this.verifier = verifier;
        this.refreshTokens = refreshTokens;
        this.audiences = audiences;
        this.audit = audit;
    }

    JwtClaims answer(Tenant tenant, Asker asker, String token, Origin origin) {
        Optional<LiveRefreshToken> refreshToken = refreshTokens.flatMap(known -> known.find(tenant.id(), token));
        if (refreshToken.isPresent()) {
            return refreshToken.get().clientId().equals(asker.clientId())
                    ? describe(tenant, asker, refreshToken.get())
                    : inactive(tenant, asker, "another client's refresh token", origin);
        }
        return switch (verifier.verify(tenant.id(), token)) {
            case Verification.Invalid(String reason) -> inactive(tenant, asker, reason, origin);
            case Verification.Valid(VerifiedAccessToken valid) ->
                maySee(tenant, asker, valid)
                        ? describe(tenant, asker, valid)
                        : inactive(tenant, asker, "neither its audience nor its client: jti " + valid.id(), origin);
        };
    }

    private boolean maySee(Tenant tenant, Asker asker, VerifiedAccessToken token) {
        return token.clientId().equals(asker.clientId())
                || token.audiences().stream()
                        .anyMatch(audience -> audiences.includes(tenant.id(), audience, asker.clientId()));
    }

    /// As the asker hears of the person, whoever got the token.
    private JwtClaims describe(Tenant tenant, Asker asker, VerifiedAccessToken token) {
        boolean person = token.subject().kind() == SubjectKind.USER;
        Optional<Client> pairwise = asker.client()
                .filter(client -> person && client.metadata().sector().isPresent());
        var answer = new JwtClaims()
                .with("active", true)
                .with("iss", tenant.issuer().toString())
                .with(
                        "sub",
                        pairwise.map(client -> names.of(client, token.subject().id()))
                                .orElse(token.sub()));
        if (token.audiences().size() == 1) {
            answer.with("aud", token.audiences().getFirst());
        } else {
            answer.with("aud", token.audiences());
        }
        answer.with("client_id", token.clientId());
        if (!token.scopes().isEmpty()) {
            answer.with("scope", String.join(" ", new TreeSet<>(token.scopes())));
        }
        if (person && pairwise.isEmpty()) {
            answer.with("username", token.subject().name());
        }
        answer.with("token_type", token.confirmation().tokenType())
                .with("tenant", tenant.id().value())
                .with("iat", token.issuedAt())
                .with("exp", token.expiresAt())
                .with("jti", token.id());
        token.confirmation().write(answer);
        describe(answer, token.authorizationDetails());
        token.actor().ifPresent(actor -> answer.withJson("act", actor));
        token.assurance().ifPresent(level -> answer.with("assurance", level));
        token.mayAct()
                .ifPresent(actor -> answer.withJson(
                        "may_act", new JwtClaims().with("sub", actor).toString()));
        token.authorization()
                .ifPresent(authorization -> answer.with("auth_time", authorization.authTime())
                        .with("acr", authorization.acr())
                        .with("amr", authorization.amr()));
        return answer;
    }

    private JwtClaims describe(Tenant tenant, Asker asker, LiveRefreshToken token) {
        var answer = new JwtClaims()
                .with("active", true)
                .with("iss", tenant.issuer().toString())
                .with(
                        "sub",
                        asker.client()
                                .map(client -> names.of(client, token.person().id()))
                                .orElse(token.sub()))
                .with("client_id", token.clientId())
                .with("scope", String.join(" ", new TreeSet<>(token.scopes())))
                .with("token_type", "refresh_token")
                .with("iat", token.issuedAt())
                .with("exp", token.expiresAt());
        describe(answer, token.authorizationDetails());
        return answer;
    }

    /// RFC 9396 §9.2.
    private static void describe(JwtClaims answer, AuthorizationDetails details) {
        if (!details.isEmpty()) {
            answer.withJson("authorization_details", details.json());
        }
    }

    private JwtClaims inactive(Tenant tenant, Asker asker, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(), asker.actor(), "token.introspect", "", AuditEvent.Outcome.REFUSED, reason, origin));
        return new JwtClaims().with("active", false);
    }
}
