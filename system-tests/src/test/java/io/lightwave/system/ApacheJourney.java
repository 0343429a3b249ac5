package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real Apache lets in who shows a token of ours, with Debian's `libapache2-mod-oauth2`: by our key
/// set, and by asking us; and who signs in here, with its `libapache2-mod-auth-openidc`.
class ApacheJourney {
    private static final String PASSWORD = "a long enough phrase";

    private final Acme acme = Acme.shared();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void apache_lets_in_by_the_key_set_and_by_introspection() throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("apache.example");
        Http.Answer service = tenant.create(
                "clients", Map.of("clientId", "batch", "audiences", List.of("apache-files", "elsewhere")));
        Http.Answer gate = tenant.client("apache-files");
        String good = token(tenant, service, "apache-files");
        String revoked = token(tenant, service, "apache-files");
        String elsewhere = token(tenant, service, "elsewhere");
        acme.http.form(
                tenant.path("/oauth2/revoke"),
                Map.of("token", revoked),
                "Authorization",
                Http.basic("batch", service.text("clientSecret")));

        Path folder = Scratch.folder();
        for (String place : List.of("by-keys", "by-asking")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("pages/" + place)).resolve("page.txt"), "in");
        }
        int port = PackagedServer.freePorts(1).getFirst();
        try (var _ = Apache.start(folder, port, List.of("oauth2"), site(tenant, gate.text("clientSecret")))) {
            for (String place : List.of("/by-keys", "/by-asking")) {
                assertThat(status(port, place, good)).as(place).isEqualTo(200);
                assertThat(status(port, place, "")).as(place).isEqualTo(401);
                assertThat(status(port, place, good.substring(0, good.length() - 4) + "AAAA"))
                        .as(place)
                        .isEqualTo(401);
                assertThat(status(port, place, elsewhere)).as(place).isEqualTo(401);
            }
            assertThat(status(port, "/by-asking", revoked)).isEqualTo(401);
        }
    }

    /// By its stock settings, but for PKCE and its patience, and once with the answer in a form (OAuth 2.0 Form Post
    /// Response Mode).
    @ParameterizedTest
    @ValueSource(strings = {"query", "form_post"})
    void apache_lets_in_who_signs_in_here_until_they_sign_out(String mode) throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("apache-" + mode.replace('_', '-') + ".example");
        tenant.person("alice", PASSWORD, Map.of());
        int port = PackagedServer.freePorts(1).getFirst();
        String site = "http://127.0.0.1:" + port;
        Http.Answer client = tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        "apache",
                        "applicationType",
                        "native",
                        "tokenEndpointAuthMethod",
                        "client_secret_basic",
                        "grantTypes",
                        List.of("authorization_code", "refresh_token"),
                        "redirectUris",
                        List.of(site + "/private/back"),
                        "postLogoutRedirectUris",
                        List.of(site + "/out.txt")));
        Path folder = Scratch.folder();
        Files.writeString(
                Files.createDirectories(folder.resolve("pages/private")).resolve("page.txt"), "in");
        Files.writeString(folder.resolve("pages/out.txt"), "out");
        Path anchor = Files.copy(acme.server.trustAnchor(), folder.resolve("ca.pem"));
        try (var apache = Apache.start(folder, port, List.of("auth_openidc"), """
                OIDCProviderMetadataURL %1$s/.well-known/openid-configuration
                OIDCCABundlePath %2$s
                OIDCClientID apache
                OIDCClientSecret %3$s
                OIDCRedirectURI %4$s/private/back
                OIDCResponseMode %5$s
                OIDCPKCEMethod S256
                OIDCHTTPTimeoutShort 120
                OIDCHTTPTimeoutLong 120
                OIDCScope "openid profile"
                OIDCRemoteUserClaim preferred_username
                OIDCCryptoPassphrase a-secret-of-this-test
                <Location "/private">
                  AuthType openid-connect
                  Require user alice
                </Location>
                """.formatted(
                        tenant.issuer(), anchor, client.text("clientSecret"), site, mode))) {
            var browser = new PlainBrowser(acme.http.tls());
            URI page = URI.create(site + "/private/page.txt");
            HttpResponse<String> signedIn =
                    browser.submit(browser.open(page), Map.of("username", "alice", "password", PASSWORD));
            if (mode.equals("form_post")) {
                signedIn = browser.submit(signedIn, Map.of());
            }
            assertThat(signedIn.body()).as(apache.output()).isEqualTo("in");
            assertThat(signedIn.uri()).isEqualTo(page);
            assertThat(browser.open(page).body()).isEqualTo("in");

            assertThat(browser.open(URI.create(site + "/private/back?logout=" + site + "/out.txt"))
                            .body())
                    .isEqualTo("out");
            assertThat(browser.open(page).body()).contains("name=\"password\"");
        }
    }

    private String token(Acme.TenantOfTest tenant, Http.Answer client, String resource) {
        return acme.http
                .form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials", "resource", resource),
                        "Authorization",
                        Http.basic("batch", client.text("clientSecret")))
                .text("access_token");
    }

    private int status(int port, String place, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + place + "/page.txt"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String site(Acme.TenantOfTest tenant, String secret) {
        return """
                <Location "/by-keys">
                  AuthType oauth2
                  OAuth2TokenVerify jwks_uri %1$s/oauth2/jwks jwks_uri.ssl_verify=false&verify.exp=required
                  <RequireAll>
                    Require oauth2_claim iss:%1$s
                    Require oauth2_claim aud:apache-files
                  </RequireAll>
                </Location>
                <Location "/by-asking">
                  AuthType oauth2
                  OAuth2TokenVerify introspect %1$s/oauth2/introspect introspect.ssl_verify=false&introspect.auth=client_secret_basic&client_id=apache-files&client_secret=%2$s
                  Require oauth2_claim aud:apache-files
                </Location>
                """.formatted(tenant.issuer(), secret);
    }
}
