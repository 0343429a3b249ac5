package io.lightwave.token.sessionmanagement;

import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.BrowserState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/oauth2/check-session`: the page that clients load in a frame and ask (§3.2). Any site may frame it;
/// it tells a site nothing but whether what that site was once told is still so.
@RestController
class CheckSessionEndpoint {
    private static final String SCRIPT = read();
    private static final String POLICY = "default-src 'none'; script-src 'sha256-"
            + Base64.getEncoder().encodeToString(sha256(SCRIPT)) + "'; base-uri 'none'; frame-ancestors *";

    private final ActiveTenants tenants;

    CheckSessionEndpoint(ActiveTenants tenants) {
        this.tenants = tenants;
    }

    @GetMapping("/t/{tenant}/oauth2/check-session")
    ResponseEntity<String> page(@PathVariable String tenant) {
        Tenant active = tenants.require(tenant); // whose name is a DNS domain, and no markup
        return ResponseEntity.ok()
                .header("Content-Type", "text/html;charset=UTF-8")
                .header("Content-Security-Policy", POLICY)
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header("Cache-Control", "public, max-age=300")
                .header("X-Content-Type-Options", "nosniff")
                .body(
                        "<!DOCTYPE html>\n<html lang=\"en\" data-cookie=\"%s\"><title>Session</title><script>%s</script></html>\n"
                                .formatted(BrowserState.cookieName(active.id()), SCRIPT));
    }

    private static String read() {
        try (InputStream in =
                CheckSessionEndpoint.class.getResourceAsStream("/io/lightwave/token/page/check-session.js")) {
            if (in == null) {
                throw new IllegalStateException("missing check-session.js");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
