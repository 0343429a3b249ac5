package io.lightwave.token.backchannel;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Mints logout tokens (OpenID Connect Back-Channel Logout §2.4), encrypted as the client's ID tokens are: one that is
/// registered for encryption refuses others (§2.6).
final class LogoutTokens {
    private static final String EVENTS = "{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    private final SigningKeys keys;
    private final ClientSubjectNames names;
    private final ClientEncryption encryption;

    LogoutTokens(SigningKeys keys, ClientSubjectNames names, ClientEncryption encryption) {
        this.encryption = encryption;
        this.names = names;
        this.keys = keys;
    }

    /// @throws io.lightwave.token.jwe.NoRecipientKeyException when it is to be encrypted, and no key is there
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
        return encryption.jwt(
                client,
                ClientEncryption.Answer.ID_TOKEN,
                keys.sign(tenant.id(), client.idTokenAlgorithm(), "logout+jwt", claims));
    }
}
