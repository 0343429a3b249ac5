package io.lightwave.workload.issuer;

import java.net.URI;

/// Where a cluster is asked whether a token of its own is good still.
public final class TokenReview {
    private final URI server;
    private final byte[] sealedCredential;

    TokenReview(URI server, byte[] sealedCredential) {
        this.server = server;
        this.sealedCredential = sealedCredential.clone();
    }

    /// Something else of the same API server.
    ///
    /// @param path from its root, encoded
    public URI address(String path) {
        return URI.create(server + path);
    }

    URI address() {
        return URI.create(server + "/apis/authentication.k8s.io/v1/tokenreviews");
    }

    /// Whether that is where the API server itself has its keys, which it shows to none but those it knows.
    boolean hasKeysAt(URI address) {
        return address.equals(address("/openid/v1/jwks"));
    }

    byte[] sealedCredential() {
        return sealedCredential.clone();
    }
}
