package io.lightwave.token.passkey;

import com.nimbusds.jose.crypto.utils.ECChecks;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/// Which public keys are kept: those that can have signed by their algorithm (WebAuthn Level 3 §5.8.5), and are strong
/// enough for anything here.
final class CredentialKeys {
    private static final int LEAST_RSA_BITS = 2048;

    private CredentialKeys() {}

    static boolean isSound(COSEKey cose) {
        @Nullable PublicKey key = cose.getPublicKey(); // null: there is none
        return switch (key) {
            case ECPublicKey ec -> isOfItsCurve(ec, cose.getAlgorithm());
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
            case null -> false;
            default -> true;
        };
    }

    private static boolean isOfItsCurve(ECPublicKey key, @Nullable COSEAlgorithmIdentifier algorithm) {
        int bits = COSEAlgorithmIdentifier.ES384.equals(algorithm) ? 384 : 256;
        return key.getParams().getCurve().getField().getFieldSize() == bits
                && ECChecks.isPointOnCurve(key, key.getParams());
    }
}
