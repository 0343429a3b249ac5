package io.lightwave.token.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Browser.Answer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An app that makes one-time codes (RFC 6238).
public final class Authenticator {
    private final Acme acme;
    private final byte[] secret;

    private Authenticator(Acme acme, byte[] secret) {
        this.acme = acme;
        this.secret = secret;
    }

    /// Has read the key on that page.
    public static Authenticator of(Acme acme, Answer page) {
        var shown = Pattern.compile("id=\"totp-secret\">([A-Z2-7]{32})<").matcher(page.body());
        assertThat(shown.find()).as(page.toString()).isTrue();
        return new Authenticator(acme, decode(shown.group(1)));
    }

    /// Is set up on the account page, at a time whose codes are not used.
    public static Authenticator enrolledBy(Acme acme, Browser browser) {
        Answer page = AccountPage.send(browser, "codes", Map.of("password", Acme.PASSWORD));
        var authenticator = of(acme, page);
        Answer done = browser.submit(page.form().with("code", authenticator.code()));
        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        acme.clock().advance(Duration.ofSeconds(30));
        return authenticator;
    }

    /// What it shows now.
    public String code() {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES)
                    .putLong(Math.floorDiv(acme.clock().instant().getEpochSecond(), 30))
                    .array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xF) & Integer.MAX_VALUE;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What it does not show now.
    public String wrong() {
        return code().equals("000000") ? "111111" : "000000";
    }

    private static byte[] decode(String base32) {
        var bytes = new byte[base32.length() * 5 / 8];
        for (int i = 0; i < bytes.length * 8; i++) {
            int digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i / 5));
            bytes[i / 8] |= (byte) (((digit >> (4 - i % 5)) & 1) << (7 - i % 8));
        }
        return bytes;
    }
}
