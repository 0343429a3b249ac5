package io.lightwave.token.userinfo;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.claims.PersonClaims;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.jwe.ClientEncryption.Answer;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.pairwise.ClientSubjectNames;
import java.util.Optional;
import java.util.Set;

/// What the UserInfo endpoint tells of a person.
public final class UserInfoClaims {
    private final ClientSubjectNames names;

    UserInfoClaims(ClientSubjectNames names) {
        this.names = names;
    }

    /// How the answer is signed for the client; empty when it is not.
    static Optional<Algorithm> algorithm(Client client) {
        return client.metadata()
                .text(MetadataField.USERINFO_SIGNED_RESPONSE_ALG)
                .map(Algorithm::registered);
    }

    /// For a client that is known: what the scopes stand for, and what it asked for by name (OpenID Connect Core
    /// §5.3.2, §5.4, §5.5).
    public JwtClaims of(Tenant tenant, Client client, ActivePrincipal person, Set<String> scopes, ClaimsRequest asked) {
        var claims = new JwtClaims();
        if (algorithm(client).isPresent() || ClientEncryption.isWanted(client, Answer.USERINFO)) {
            claims.with("iss", tenant.issuer().toString()).with("aud", client.clientId());
        }
        claims.with("sub", names.of(client, person.id()));
        return write(claims, person, scopes, asked.within(client.scopes()));
    }

    /// For who is no registered client.
    JwtClaims of(String sub, ActivePrincipal person, Set<String> scopes, ClaimsRequest asked) {
        return write(new JwtClaims().with("sub", sub), person, scopes, asked);
    }

    private static JwtClaims write(JwtClaims claims, ActivePrincipal person, Set<String> scopes, ClaimsRequest asked) {
        Set<String> wanted = PersonClaims.of(scopes);
        wanted.addAll(asked.userInfo().keySet());
        PersonClaims.write(claims, person, wanted);
        return claims;
    }
}
