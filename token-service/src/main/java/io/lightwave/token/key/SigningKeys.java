package io.lightwave.token.key;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/// Signs, verifies and decrypts JWTs for a tenant with the tenant's own keys, and no others.
public final class SigningKeys {
    private static final int MAXIMUM_LENGTH = 16 * 1024;
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final boolean[] BASE64URL_LETTERS = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .chars()
                .forEach(letter -> BASE64URL_LETTERS[letter] = true);
    }

    private final Function<TenantId, Optional<KeyRing>> rings;
    private final VerifiedSignatures verified = new VerifiedSignatures();

    /// @param rings the tenant's keys, from a cache that follows the change feed
    public SigningKeys(Function<TenantId, Optional<KeyRing>> rings) {
        this.rings = rings;
    }

    /// A compact JWS (RFC 7515 §7.1) with `alg`, `kid` and `typ` in its header.
    ///
    /// @param type the header's `typ`: `at+jwt` for access tokens, `JWT` for ID tokens, …
    /// @throws IllegalStateException when the tenant has no active key of that algorithm
    public String sign(TenantId tenant, Algorithm algorithm, String type, JwtClaims claims) {
        return active(tenant, algorithm).sign(type, claims.toBytes());
    }

    /// How many characters [#sign] would give.
    ///
    /// @throws IllegalStateException when the tenant has no active key of that algorithm
    public int length(TenantId tenant, Algorithm algorithm, String type, JwtClaims claims) {
        return active(tenant, algorithm).length(type, claims.toBytes().length);
    }

    private SigningKey active(TenantId tenant, Algorithm algorithm) {
        return rings.apply(tenant)
                .flatMap(ring -> ring.active(algorithm))
                .orElseThrow(() -> new IllegalStateException("%s has no active %s key".formatted(tenant, algorithm)));
    }

    /// The payload of a compact JWS that one of the tenant's keys signed under exactly this `typ`; empty for
    /// anything else, be it malformed, longer than 16 KiB, of another type, by another key or algorithm. Nothing
    /// about time or audience is said.
    public Optional<byte[]> verify(TenantId tenant, String type, String compact) {
        if (compact.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        return rings.apply(tenant)
                .flatMap(ring -> ring.signerOf(type, compact))
                .flatMap(key -> payload(key, key.header(type).length(), compact));
    }

    /// What was encrypted for a tenant.
    ///
    /// @param algorithm of the key management
    public record Decrypted(String algorithm, String text) {
        @Override
        public String toString() {
            return "Decrypted[" + algorithm + "]";
        }
    }

    /// The content of a compact JWE (RFC 7516 §7.1) that was encrypted for one of the tenant's keys; empty for anything
    /// else. Who encrypted it nobody knows: the signature inside must tell.
    public Optional<Decrypted> decrypt(TenantId tenant, String compact) {
        return rings.apply(tenant).flatMap(ring -> Decryption.decrypt(ring, compact));
    }

    /// The tenant's keys; empty when it has none or there is no such tenant.
    public Optional<KeyRing> ring(TenantId tenant) {
        return rings.apply(tenant);
    }

    private Optional<byte[]> payload(SigningKey key, int payloadStart, String compact) {
        int dot = compact.indexOf('.', payloadStart);
        if (dot < 0 || !isBase64Url(compact, payloadStart, dot) || !isBase64Url(compact, dot + 1, compact.length())) {
            return Optional.empty();
        }
        byte[] payload = decode(compact, payloadStart, dot);
        byte[] signature = decode(compact, dot + 1, compact.length());
        if (!compact.endsWith(ENCODER.encodeToString(signature))) {
            return Optional.empty(); // stray bits at the end: one signature would have many spellings
        }
        byte[] digest = VerifiedSignatures.digest(compact);
        if (!verified.contains(digest)) {
            byte[] content = compact.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
            if (!key.verify(content, signature)) {
                return Optional.empty();
            }
            verified.add(digest);
        }
        return Optional.of(payload);
    }

    // Without padding and foreign characters (RFC 7515 §2), which the JDK's decoder would forgive or throw at.
    private static boolean isBase64Url(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= BASE64URL_LETTERS.length || !BASE64URL_LETTERS[c]) {
                return false;
            }
        }
        return (end - start) % 4 != 1;
    }

    private static byte[] decode(String text, int start, int end) {
        return DECODER.decode(text.substring(start, end));
    }
}
