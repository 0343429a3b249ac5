package io.lightwave.token.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/// A PKCE code challenge of method S256 (RFC 7636 §4.2); `plain` does not exist here.
///
/// @param value the base64url of a SHA-256, 43 characters
public record CodeChallenge(String value) {
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    public CodeChallenge {
        if (!CHALLENGE.matcher(value).matches()) {
            throw new IllegalArgumentException("code_challenge is not the base64url of a SHA-256");
        }
    }

    /// The challenge that the verifier meets.
    public static CodeChallenge of(String verifier) {
        return new CodeChallenge(s256(verifier));
    }

    /// Whether the verifier has the form of RFC 7636 §4.1 and gives this challenge.
    public boolean isMetBy(String verifier) {
        return VERIFIER.matcher(verifier).matches() && MessageDigest.isEqual(ascii(value), ascii(s256(verifier)));
    }

    private static String s256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ascii(verifier));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
