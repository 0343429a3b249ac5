package io.lightwave.server.console;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// A sign-in under way: what the browser must bring back, and where it goes then.
///
/// @param state ties the answer to the request (RFC 6749 §10.12)
/// @param verifier of PKCE (RFC 7636)
record SignInState(TenantId tenant, String state, String verifier, String returnTo, Instant expiresAt) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static SignInState begin(TenantId tenant, String returnTo, Instant expiresAt, SecureRandom random) {
        return new SignInState(tenant, secret(random), secret(random), returnTo, expiresAt);
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /// The `S256` challenge of the verifier.
    String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    String text() {
        return String.join("\n", tenant.value(), state, verifier, returnTo, Long.toString(expiresAt.getEpochSecond()));
    }

    static Optional<SignInState> parse(String text) {
        String[] lines = text.split("\n", -1);
        return lines.length == 5
                ? Optional.of(new SignInState(
                        new TenantId(lines[0]),
                        lines[1],
                        lines[2],
                        lines[3],
                        Instant.ofEpochSecond(Long.parseLong(lines[4]))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "SignInState[tenant=" + tenant + "]";
    }
}
