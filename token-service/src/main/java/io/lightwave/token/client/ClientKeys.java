package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.token.jws.RemoteKeys;
import java.util.List;

/// The public keys of clients, registered or at a `jwks_uri`.
public final class ClientKeys {
    private final RemoteKeys remote;

    ClientKeys(RemoteKeys remote) {
        this.remote = remote;
    }

    /// Its keys now; none when it has none, or they cannot be had.
    public List<JWK> of(Client client) {
        return client.metadata()
                .address(MetadataField.JWKS_URI)
                .map(remote::of)
                .orElseGet(() -> client.metadata().keys().map(JWKSet::getKeys).orElse(List.of()));
    }

    /// Its keys after a look at whether there are new ones, for when a signature names none of those known; none when
    /// they are not at a `jwks_uri`.
    public List<JWK> again(Client client) {
        return client.metadata()
                .address(MetadataField.JWKS_URI)
                .map(remote::again)
                .orElse(List.of());
    }
}
