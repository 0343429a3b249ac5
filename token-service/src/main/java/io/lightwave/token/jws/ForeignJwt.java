package io.lightwave.token.jws;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.lightwave.directory.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A compact JWS with a JSON claims set that somebody else signed, parsed strictly: three parts of canonical
/// base64url, objects in which no member comes twice, no `crit`, no `b64`, registered claims of their types. Nothing
/// in it is to be believed before its signature is verified.
public final class ForeignJwt {
    private static final JsonMapper JSON = StrictJson.mapper();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int ED25519_BYTES = 32;
    private static final int LEAST_SECRET_BYTES = 32;
    /// The SubjectPublicKeyInfo of RFC 8410 §4 up to the key itself.
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Set<String> TEXTS = Set.of("iss", "sub", "jti");
    private static final Set<String> TIMES = Set.of("exp", "nbf", "iat");

    private final JWSHeader header;
    private final ObjectNode claims;
    private final byte[] signingInput;
    private final byte[] signature;

    private ForeignJwt(JWSHeader header, ObjectNode claims, byte[] signingInput, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signingInput = signingInput;
        this.signature = signature;
    }

    /// Empty for anything else than what the class says, and for `alg` `none`.
    ///
    /// @param maximumLength in characters
    public static Optional<ForeignJwt> parse(String compact, int maximumLength) {
        String[] parts = compact.length() > maximumLength ? new String[0] : compact.split("[.]", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var header = object(parts[0]);
            var claims = object(parts[1]);
            byte[] signature = decode(parts[2]);
            if (header.has("crit") || header.has("b64") || signature.length == 0 || !isWellTyped(claims)) {
                return Optional.empty();
            }
            return Optional.of(new ForeignJwt(
                    JWSHeader.parse(new Base64URL(parts[0])),
                    claims,
                    (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                    signature));
        } catch (ParseException | IllegalArgumentException | JacksonException malformed) {
            return Optional.empty();
        }
    }

    /// Its `typ` in lower case without `application/`; empty when it has none.
    public Optional<String> type() {
        return Optional.ofNullable(header.getType())
                .map(type -> type.getType().toLowerCase(java.util.Locale.ROOT))
                .map(type -> type.startsWith("application/") ? type.substring(12) : type);
    }

    /// As it was sent.
    public String compact() {
        return new String(signingInput, StandardCharsets.US_ASCII) + "." + ENCODER.encodeToString(signature);
    }

    /// Its `alg`; `Ed25519` by its older name, `EdDSA` (RFC 9864 §2.2).
    public String algorithm() {
        return ForeignKeys.olderName(header.getAlgorithm()).getName();
    }

    /// Whether it is signed by that algorithm, by whichever of its names.
    public boolean isBy(String algorithm) {
        return algorithm()
                .equals(ForeignKeys.olderName(JWSAlgorithm.parse(algorithm)).getName());
    }

    /// The public key in its header; empty when there is none, or it is private or of a kind that we do not use.
    public Optional<JWK> embeddedKey() {
        return Optional.ofNullable(header.getJWK()).filter(key -> !key.isPrivate() && ForeignKeys.isAcceptable(key));
    }

    /// Whether one of the keys signed it: by `kid` where both name one, by the key's own `alg` and `use`, and by an
    /// algorithm that fits the key.
    public boolean isSignedByOne(List<JWK> keys) {
        return keys.stream().anyMatch(this::isSignedBy);
    }

    public boolean isSignedBy(JWK key) {
        boolean candidate = ForeignKeys.verifies(key)
                && (header.getKeyID() == null
                        || key.getKeyID() == null
                        || header.getKeyID().equals(key.getKeyID()))
                && (key.getAlgorithm() == null || isBy(key.getAlgorithm().getName()))
                && ForeignKeys.fits(key, header.getAlgorithm());
        try {
            return candidate
                    && switch (key) {
                        case ECKey ec -> KeptVerifiers.of(ec).verify(header, signingInput, Base64URL.encode(signature));
                        case RSAKey rsa ->
                            KeptVerifiers.of(rsa).verify(header, signingInput, Base64URL.encode(signature));
                        case OctetKeyPair pair -> isSignedBy(pair);
                        default -> false;
                    };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    /// Whether it carries the HMAC by a secret (`client_secret_jwt`), which is at least 32 bytes long.
    public boolean isSignedBy(byte[] secret) {
        try {
            return header.getAlgorithm().equals(JWSAlgorithm.HS256)
                    && secret.length >= LEAST_SECRET_BYTES
                    && new MACVerifier(secret).verify(header, signingInput, Base64URL.encode(signature));
        } catch (JOSEException e) {
            return false;
        }
    }

    /// All its claims; read-only by convention.
    public ObjectNode claims() {
        return claims;
    }

    public Optional<String> text(String claim) {
        JsonNode value = claims.path(claim);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /// A NumericDate; fractions of a second are cut off.
    public Optional<Instant> time(String claim) {
        JsonNode value = claims.path(claim);
        return value.isNumber() && value.doubleValue() < 1e12 && value.doubleValue() > -1e12
                ? Optional.of(Instant.ofEpochSecond((long) value.doubleValue()))
                : Optional.empty();
    }

    /// Its `aud`, one or several; none when it is absent.
    public List<String> audiences() {
        JsonNode value = claims.path("aud");
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        var audiences = new ArrayList<String>();
        value.forEach(item -> audiences.add(item.stringValue()));
        return audiences;
    }

    // Nimbus would want Google's Tink for this one.
    private boolean isSignedBy(OctetKeyPair key) throws GeneralSecurityException {
        byte[] point = key.getDecodedX();
        if (point.length != ED25519_BYTES) {
            return false;
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_BYTES);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, ED25519_BYTES);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(signingInput);
        return verifier.verify(signature);
    }

    private static boolean isWellTyped(ObjectNode claims) {
        JsonNode audience = claims.path("aud");
        boolean audienceTyped = audience.isMissingNode()
                || audience.isString()
                || (audience.isArray() && audience.valueStream().allMatch(JsonNode::isString));
        return audienceTyped
                && TEXTS.stream()
                        .allMatch(name -> !claims.has(name) || claims.path(name).isString())
                && TIMES.stream()
                        .allMatch(name -> !claims.has(name) || claims.path(name).isNumber());
    }

    private static ObjectNode object(String part) {
        if (JSON.readTree(StrictJson.text(decode(part))) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("not an object");
    }

    private static byte[] decode(String part) {
        byte[] decoded = DECODER.decode(part);
        if (!ENCODER.encodeToString(decoded).equals(part)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return decoded;
    }
}
