package io.lightwave.workload.jwtsvid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;

/// A P-256 key for JWT-SVIDs.
///
/// @param jwk its public half (RFC 7517), with its thumbprint (RFC 7638) as `kid`
/// @param createdAt since when it is published
record SvidKey(ECKey jwk, PrivateKey privateKey, Instant createdAt) {

    static SvidKey of(KeyPair pair, Instant createdAt) {
        return of((ECPublicKey) pair.getPublic(), pair.getPrivate(), createdAt);
    }

    static SvidKey of(ECPublicKey publicKey, PrivateKey privateKey, Instant createdAt) {
        try {
            var jwk = new ECKey.Builder(Curve.P_256, publicKey)
                    .keyIDFromThumbprint()
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .build();
            return new SvidKey(jwk, privateKey, createdAt);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String kid() {
        return jwk.getKeyID();
    }

    @Override
    public String toString() {
        return "SvidKey[" + kid() + "]";
    }
}
