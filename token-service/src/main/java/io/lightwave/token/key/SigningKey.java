package io.lightwave.token.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.ThumbprintUtils;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One key pair of a tenant. Its `kid` is the RFC 7638 thumbprint of the public key.
public final class SigningKey {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private static final int ED25519_BYTES = 32;
    private static final int ML_DSA_HEADER_BYTES = 22;

    private final Algorithm algorithm;
    private final KeyState state;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final String kid;
    private final Map<String, Object> jwk;
    private final Map<String, String> headers = new ConcurrentHashMap<>();

    private SigningKey(Algorithm algorithm, KeyState state, PrivateKey privateKey, PublicKey publicKey) {
        this.algorithm = algorithm;
        this.state = state;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.jwk = jwk(algorithm, publicKey);
        this.kid = String.valueOf(jwk.get("kid"));
    }

    /// A new key pair.
    public static SigningKey generate(Algorithm algorithm, KeyState state, SecureRandom random) {
        KeyPair pair = algorithm.generate(random);
        return new SigningKey(algorithm, state, pair.getPrivate(), pair.getPublic());
    }

    /// A stored key pair.
    ///
    /// @throws IllegalStateException when the encodings are not a key pair's for this algorithm
    public static SigningKey read(Algorithm algorithm, KeyState state, byte[] pkcs8, byte[] subjectPublicKeyInfo) {
        return new SigningKey(
                algorithm, state, algorithm.readPrivate(pkcs8), algorithm.readPublic(subjectPublicKeyInfo));
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    public KeyState state() {
        return state;
    }

    public String kid() {
        return kid;
    }

    /// PKCS #8, to be sealed and stored.
    public byte[] encodedPrivateKey() {
        return privateKey.getEncoded();
    }

    /// X.509 SubjectPublicKeyInfo.
    public byte[] encodedPublicKey() {
        return publicKey.getEncoded();
    }

    /// The public half as relying parties see it (RFC 7517 §4).
    Map<String, Object> jwk() {
        return jwk;
    }

    /// Compact JWS.
    String sign(String type, byte[] payload) {
        String content = header(type) + BASE64URL.encodeToString(payload);
        byte[] signature = algorithm.sign(privateKey, content.getBytes(StandardCharsets.US_ASCII));
        return content + '.' + BASE64URL.encodeToString(signature);
    }

    /// Of a compact JWS with so many bytes of payload.
    int length(String type, int payload) {
        return header(type).length() + encoded(payload) + 1 + encoded(algorithm.signatureBytes());
    }

    private static int encoded(int bytes) {
        return (bytes * 4 + 2) / 3;
    }

    boolean verify(byte[] content, byte[] signature) {
        return algorithm.verify(publicKey, content, signature);
    }

    /// Of a key that is to decrypt with.
    JWEDecrypter decrypter() throws JOSEException {
        return switch (privateKey) {
            case ECPrivateKey ec -> new ECDHDecrypter(ec);
            case PrivateKey rsa -> new RSADecrypter(rsa);
        };
    }

    /// The encoded header with its dot: always the same for a key and type, so that a token is recognised by it
    /// without parsing what an attacker wrote.
    String header(String type) {
        return headers.computeIfAbsent(type, this::encodeHeader);
    }

    private String encodeHeader(String type) {
        var header = new JwtClaims().with("kid", kid()).with("typ", type).with("alg", algorithm.registeredName());
        return BASE64URL.encodeToString(header.toBytes()) + '.';
    }

    private static Map<String, Object> jwk(Algorithm algorithm, PublicKey key) {
        try {
            return switch (algorithm) {
                case ES256 -> onCurve(Curve.P_256, algorithm, key);
                case ES384 -> onCurve(Curve.P_384, algorithm, key);
                case ES512 -> onCurve(Curve.P_521, algorithm, key);
                case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> algorithmKeyPair(algorithm, key);
                case RS256, PS256 ->
                    new RSAKey.Builder((RSAPublicKey) key)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.parse(algorithm.name()))
                            .keyIDFromThumbprint()
                            .build()
                            .toJSONObject();
                case EdDSA ->
                    new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(ed25519(key)))
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.EdDSA)
                            .keyIDFromThumbprint()
                            .build()
                            .toJSONObject();
                case RSA_OAEP_256 ->
                    new RSAKey.Builder((RSAPublicKey) key)
                            .keyUse(KeyUse.ENCRYPTION)
                            .algorithm(JWEAlgorithm.RSA_OAEP_256)
                            .keyIDFromThumbprint()
                            .build()
                            .toJSONObject();
                case ECDH_ES -> // without `alg`, since there are three that it is good for
                    new ECKey.Builder(Curve.P_256, (ECPublicKey) key)
                            .keyUse(KeyUse.ENCRYPTION)
                            .keyIDFromThumbprint()
                            .build()
                            .toJSONObject();
            };
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make a thumbprint", e);
        }
    }

    private static Map<String, Object> onCurve(Curve curve, Algorithm algorithm, PublicKey key) throws JOSEException {
        return new ECKey.Builder(curve, (ECPublicKey) key)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.parse(algorithm.name()))
                .keyIDFromThumbprint()
                .build()
                .toJSONObject();
    }

    /// RFC 9964 §4; the thumbprint is of `alg`, `kty` and `pub` (§6).
    private static Map<String, Object> algorithmKeyPair(Algorithm algorithm, PublicKey key) throws JOSEException {
        byte[] encoded = key.getEncoded();
        var members = new LinkedHashMap<String, Object>();
        members.put("alg", algorithm.registeredName());
        members.put("kty", "AKP");
        members.put("pub", BASE64URL.encodeToString(Arrays.copyOfRange(encoded, ML_DSA_HEADER_BYTES, encoded.length)));
        String thumbprint =
                ThumbprintUtils.compute("SHA-256", new LinkedHashMap<>(members)).toString();
        members.put("kid", thumbprint);
        members.put("use", "sig");
        return members;
    }

    /// The key itself is the end of its SubjectPublicKeyInfo (RFC 8410 §4).
    private static byte[] ed25519(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + " " + kid() + " " + state + "]";
    }
}
