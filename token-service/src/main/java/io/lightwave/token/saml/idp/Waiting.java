package io.lightwave.token.saml.idp;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.xml.Wire;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Lets a request that was accepted wait in the browser while its person signs in: the request, when it came and
/// what is to be sent back with the answer, under a code that only we can make. Nothing of it is kept here (ADR
/// 0036).
final class Waiting {
    /// For the longest of sign-ins.
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    /// Of what fits into an address with the rest.
    static final int LONGEST = 6000;

    private static final String HMAC = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SealedKeys secrets;
    private final InstantSource clock;

    Waiting(SealedKeys secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /// @param request in canonical form, without its signature
    /// @param relayState may be empty
    record Request(String request, String relayState, Instant receivedAt) {}

    /// Empty when it is too long for an address.
    Optional<String> write(TenantId tenant, Request request) {
        String content = request.receivedAt().getEpochSecond() + "."
                + ENCODER.encodeToString(request.relayState().getBytes(StandardCharsets.UTF_8)) + "."
                + ENCODER.encodeToString(Base64.getDecoder().decode(Wire.forAddress(request.request())));
        String token = content + "." + ENCODER.encodeToString(code(tenant, content));
        return Optional.of(token).filter(text -> text.length() <= LONGEST);
    }

    /// Empty when it is not ours for this tenant, or has waited for too long.
    Optional<Request> read(TenantId tenant, String token) {
        String[] parts = token.split("\\.", -1);
        if (token.length() > LONGEST || parts.length != 4) {
            return Optional.empty();
        }
        String content = token.substring(0, token.lastIndexOf('.'));
        byte[] expected = ENCODER.encodeToString(code(tenant, content)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, parts[3].getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        Instant receivedAt = Instant.ofEpochSecond(Long.parseLong(parts[0]));
        if (clock.instant().isAfter(receivedAt.plus(LIFETIME))) {
            return Optional.empty();
        }
        byte[] deflated = Base64.getUrlDecoder().decode(parts[2]);
        return Optional.of(new Request(
                new String(Wire.ofAddress(Base64.getEncoder().encodeToString(deflated)), StandardCharsets.UTF_8),
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
                receivedAt));
    }

    private byte[] code(TenantId tenant, String content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secrets.derive(tenant, "SAML requests that wait"), HMAC));
            return mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
