package io.lightwave.token.backchannel;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Mints logout tokens (OpenID Connect Back-Channel Logout §2.4).
final class LogoutTokens {
    private static final String EVENTS = "{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    private final SigningKeys keys;
    private final ClientSubjectNames names;

    LogoutTokens(SigningKeys keys, ClientSubjectNames names) {
        this.names = names;
        this.keys = keys;
    }

    String mint(Tenant tenant, Client client, SubjectId person, UUID sid, Instant now) {
        var claims = new JwtClaims()
                .with("iss", tenant.issuer().toString())
                .with("sub", names.of(client, person))
                .with("aud", client.clientId())
                .with("iat", now)
                .with("exp", now.plus(LIFETIME))
                .with("jti", UUID.randomUUID().toString())
                .with("sid", sid.toString())
                .withJson("events", EVENTS);
        return keys.sign(tenant.id(), client.idTokenAlgorithm(), "logout+jwt", claims);
    }
}
