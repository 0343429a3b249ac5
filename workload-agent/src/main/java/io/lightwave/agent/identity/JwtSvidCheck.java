package io.lightwave.agent.identity;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether a token is a JWT-SVID of a known trust domain for an audience, now (JWT-SVID §3 to §5).
public final class JwtSvidCheck {
    private static final int LONGEST = 16 * 1024;
    private static final int SKEW_SECONDS = 30;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+");
    private static final Set<String> TYPES = Set.of("JWT", "JOSE");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JwtSvidCheck() {}

    /// What was verified.
    ///
    /// @param claims all of the token's
    public record Verified(String spiffeId, JsonNode claims) {}

    /// @param bundles of the trust domains that are known; the subject's own alone counts
    /// @throws IllegalArgumentException with the reason, when it is none
    public static Verified verify(String token, String audience, Collection<Bundle> bundles, Instant now) {
        if (token.length() > LONGEST || !COMPACT.matcher(token).matches()) {
            throw new IllegalArgumentException("not a JWT-SVID");
        }
        String[] parts = token.split("[.]");
        var header = json(parts[0]);
        if (header.has("crit")
                || (header.has("typ") && !TYPES.contains(header.path("typ").asString("")))) {
            throw new IllegalArgumentException("not the header of a JWT-SVID");
        }
        var claims = json(parts[1]);
        String subject = claims.path("sub").asString("");
        var signers = bundles.stream()
                .filter(bundle -> SpiffeIds.isOf(bundle.trustDomain(), subject))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no bundle of its trust domain"));
        String algorithm = header.path("alg").asString("");
        if (keys(signers, header).stream().noneMatch(key -> isSigned(parts, algorithm, key))) {
            throw new IllegalArgumentException("not signed by a key of its trust domain");
        }
        if (!audiences(claims).contains(audience)) {
            throw new IllegalArgumentException("for another audience");
        }
        if (!claims.path("exp").isNumber()
                || now.getEpochSecond() >= claims.path("exp").asLong() + SKEW_SECONDS) {
            throw new IllegalArgumentException("expired, or without an end");
        }
        if (claims.has("nbf") && now.getEpochSecond() < claims.path("nbf").asLong(Long.MAX_VALUE) - SKEW_SECONDS) {
            throw new IllegalArgumentException("not good yet");
        }
        return new Verified(subject, claims);
    }

    /// §2.2: it need not say by which of its trust domain's keys it is signed.
    private static Collection<SvidKey> keys(Bundle signers, JsonNode header) {
        if (!header.has("kid")) {
            return signers.jwtKeys().values();
        }
        var named = header.path("kid").isString()
                ? signers.jwtKeys().get(header.path("kid").stringValue())
                : null;
        return named == null ? List.of() : List.of(named);
    }

    private static boolean isSigned(String[] parts, String algorithm, SvidKey key) {
        try {
            return key.verifies(
                    algorithm,
                    (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(parts[2]));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static List<String> audiences(JsonNode claims) {
        var found = new ArrayList<String>();
        var audience = claims.path("aud");
        if (audience.isString()) {
            found.add(audience.stringValue());
        }
        audience.forEach(one -> found.add(one.asString("")));
        return found;
    }

    private static JsonNode json(String part) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
                    .toString();
            var node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException | CharacterCodingException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a JWT-SVID", malformed);
        }
        throw new IllegalArgumentException("not a JWT-SVID");
    }
}
