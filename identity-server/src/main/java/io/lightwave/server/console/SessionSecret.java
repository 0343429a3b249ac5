package io.lightwave.server.console;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the browser holds of a console session: the tenant and 256 random bits. The server keeps a hash only.
record SessionSecret(TenantId tenant, String text) {
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("([a-z0-9.-]{1,253})~([A-Za-z0-9_-]{43})");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static SessionSecret random(TenantId tenant, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionSecret(tenant, BASE64.encodeToString(bytes));
    }

    static Optional<SessionSecret> parse(String cookie) {
        Matcher form = FORM.matcher(cookie);
        try {
            return form.matches()
                    ? Optional.of(new SessionSecret(new TenantId(form.group(1)), form.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String cookie() {
        return tenant + "~" + text;
    }

    /// The key of the session's row.
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /// Names the session where it is sealed or recorded.
    String name() {
        return HexFormat.of().formatHex(hash(), 0, 8);
    }

    /// What a page of this session sends in `X-CSRF-Token`: derived from the secret, which no script can read.
    String csrfToken() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return BASE64.encodeToString(mac.doFinal("csrf".getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "session " + name() + " of " + tenant;
    }
}
