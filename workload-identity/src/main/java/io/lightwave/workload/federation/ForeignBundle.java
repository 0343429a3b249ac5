package io.lightwave.workload.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import io.lightwave.ca.Pem;
import io.lightwave.directory.StrictJson;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bundle of another trust domain (SPIFFE Trust Domain and Bundle §4), without what nobody here understands.
///
/// @param json what is kept and handed on
/// @param anchors of X509-SVIDs; may be empty
/// @param sequence empty when the bundle has none
/// @param refresh how soon to look for the next, 10 seconds to one day, five minutes when the bundle does not say
record ForeignBundle(String json, List<X509Certificate> anchors, OptionalLong sequence, Duration refresh) {
    static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_KEYS = 100;
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Set<String> TYPES_OF_ANCHORS = Set.of("RSA", "EC", "OKP", "AKP");
    private static final Set<String> TYPES_OF_TOKENS = Set.of("RSA", "EC");
    private static final Set<String> SECRETS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
    private static final Set<String> CURVES = Set.of("P-256", "P-384", "P-521");
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final JsonMapper JSON = StrictJson.mapper();

    ForeignBundle {
        anchors = List.copyOf(anchors);
    }

    /// @throws IllegalArgumentException saying what is wrong with it
    static ForeignBundle parse(byte[] document) {
        if (document.length > MOST_BYTES) {
            throw new IllegalArgumentException("is larger than 256 KiB");
        }
        try {
            return of(JSON.readTree(StrictJson.text(document)));
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("is not JSON", malformed);
        }
    }

    /// @throws IllegalArgumentException saying what is wrong with it
    static ForeignBundle of(JsonNode document) {
        var list = document.path("keys");
        if (!list.isArray()) {
            throw new IllegalArgumentException("has no keys");
        }
        if (list.size() > MOST_KEYS) {
            throw new IllegalArgumentException("has more than 100 keys");
        }
        var kept = JSON.createObjectNode();
        var keys = kept.putArray("keys");
        var anchors = new ArrayList<X509Certificate>();
        var ids = new HashSet<String>();
        for (JsonNode key : list) {
            take(key, keys, anchors, ids);
        }
        var sequence = whole(document, "spiffe_sequence");
        var hint = whole(document, "spiffe_refresh_hint");
        sequence.ifPresent(number -> kept.put("spiffe_sequence", number));
        hint.ifPresent(seconds -> kept.put("spiffe_refresh_hint", seconds));
        String json = JSON.writeValueAsString(kept);
        if (json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("is larger than 256 KiB");
        }
        return new ForeignBundle(json, anchors, sequence, refresh(hint));
    }

    private static Duration refresh(OptionalLong hint) {
        if (hint.isEmpty()) {
            return USUAL;
        }
        return Duration.ofSeconds(Math.clamp(hint.getAsLong(), SHORTEST.toSeconds(), LONGEST.toSeconds()));
    }

    private static OptionalLong whole(JsonNode document, String name) {
        var value = document.path(name);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException(name + " is not a whole number");
        }
        return OptionalLong.of(value.asLong());
    }

    /// §4.1.3, §4.2: what is of an unknown type or use is passed over; what is of a known one must be sound.
    private static void take(JsonNode key, ArrayNode keys, List<X509Certificate> anchors, Set<String> ids) {
        if (!(key instanceof ObjectNode object)) {
            return;
        }
        String type = key.path("kty").asString("");
        switch (key.path("use").asString("")) {
            case "x509-svid" -> { // X509-SVID §6.2: none without a certificate, and the first one only
                var chain = key.path("x5c");
                if (TYPES_OF_ANCHORS.contains(type) && chain.isArray() && !chain.isEmpty()) {
                    requirePublic(key);
                    if (TYPES_OF_TOKENS.contains(type)) {
                        var _ = jwk(key); // which looks whether it is the certificate's
                        requireSoundExponent(key);
                    }
                    anchors.add(anchor(chain.path(0).asString("")));
                    var kept = only(object, "kty", "use", "crv", "x", "y", "n", "e", "alg", "pub");
                    kept.putArray("x5c").add(chain.path(0));
                    keys.add(kept);
                }
            }
            case "jwt-svid" -> {
                boolean known =
                        type.equals("RSA") || CURVES.contains(key.path("crv").asString(""));
                if (TYPES_OF_TOKENS.contains(type) && known) {
                    requirePublic(key);
                    requireUsable(key);
                    String id = key.path("kid").asString("");
                    if (id.isEmpty() || !ids.add(id)) {
                        throw new IllegalArgumentException("a key of JWT-SVIDs has no kid, or another's");
                    }
                    keys.add(only(object, "kty", "use", "kid", "crv", "x", "y", "n", "e", "alg"));
                }
            }
            default -> {}
        }
    }

    private static ObjectNode only(ObjectNode key, String... names) {
        return key.deepCopy().retain(names);
    }

    private static void requirePublic(JsonNode key) {
        if (SECRETS.stream().anyMatch(key::has)) {
            throw new IllegalArgumentException("holds a secret");
        }
    }

    private static JWK jwk(JsonNode key) {
        try {
            return JWK.parse(JSON.writeValueAsString(key));
        } catch (ParseException | RuntimeException malformed) {
            throw new IllegalArgumentException("has a malformed key", malformed);
        }
    }

    /// Agents and workloads load it by other libraries, each of which would stumble over what cannot be loaded.
    private static void requireUsable(JsonNode key) {
        for (String member : List.of("n", "e", "x", "y")) {
            if (key.has(member) && !isCanonical(key.path(member).asString(""))) {
                throw new IllegalArgumentException("has a malformed key");
            }
        }
        requireSoundExponent(key);
        try {
            var _ = ((AsymmetricJWK) jwk(key)).toPublicKey();
        } catch (JOSEException | RuntimeException malformed) {
            throw new IllegalArgumentException("has a malformed key", malformed);
        }
    }

    private static boolean isCanonical(String base64) {
        try {
            return ENCODER.encodeToString(DECODER.decode(base64)).equals(base64);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /// RFC 8017 §3.1: odd, and 3 at least. By 1 anybody signs.
    private static void requireSoundExponent(JsonNode key) {
        if (!key.path("kty").asString("").equals("RSA")) {
            return;
        }
        var exponent = new BigInteger(1, DECODER.decode(key.path("e").asString("")));
        if (exponent.bitLength() < 2 || !exponent.testBit(0)) {
            throw new IllegalArgumentException("has an RSA key with an exponent that is even or less than 3");
        }
    }

    private static X509Certificate anchor(String base64) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
            if (certificate.getBasicConstraints() >= 0) {
                return certificate;
            }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("an anchor is no certificate", malformed);
        }
        throw new IllegalArgumentException("an anchor is not an authority's certificate");
    }

    /// The anchors in PEM.
    String pem() {
        return Pem.of(anchors);
    }

    /// Whether what it says of keys differs from the other's.
    boolean differsFrom(ForeignBundle other) {
        return !json.equals(other.json);
    }
}
