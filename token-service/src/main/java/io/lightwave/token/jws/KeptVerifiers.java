package io.lightwave.token.jws;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Map;

/// The verifiers of public keys seen lately, since making one costs a key factory and a check of the point. Known by
/// the key itself (RFC 7638 §3.2), never by its `kid`: what is kept says nothing of whether a key is to be believed.
final class KeptVerifiers {
    private static final int MOST = 4_096;
    private static final Cache<Map<String, ?>, JWSVerifier> KEPT =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private KeptVerifiers() {}

    static JWSVerifier of(ECKey key) throws JOSEException {
        Map<String, ?> itself = key.getRequiredParams();
        JWSVerifier kept = KEPT.getIfPresent(itself);
        return kept != null ? kept : keep(itself, new ECDSAVerifier(key));
    }

    static JWSVerifier of(RSAKey key) throws JOSEException {
        Map<String, ?> itself = key.getRequiredParams();
        JWSVerifier kept = KEPT.getIfPresent(itself);
        return kept != null ? kept : keep(itself, new RSASSAVerifier(key));
    }

    private static JWSVerifier keep(Map<String, ?> itself, JWSVerifier verifier) {
        KEPT.put(itself, verifier);
        return verifier;
    }
}
