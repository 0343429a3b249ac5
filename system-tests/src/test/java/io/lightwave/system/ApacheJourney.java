package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A real Apache with Debian's `libapache2-mod-oauth2` lets in who shows a token of ours: by our key set, and by asking
/// us.
class ApacheJourney {
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

        Path folder = Files.createTempDirectory("lightwave-apache");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        Process apache = new ProcessBuilder(
                        "/usr/sbin/apache2",
                        "-DFOREGROUND",
                        "-f",
                        configuration(folder, port, tenant, gate.text("clientSecret"))
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("apache.out").toFile())
                .start();
        try {
            awaitPort(apache, port, folder);
            for (String place : List.of("/by-keys", "/by-asking")) {
                assertThat(status(port, place, good)).as(place).isEqualTo(200);
                assertThat(status(port, place, "")).as(place).isEqualTo(401);
                assertThat(status(port, place, good.substring(0, good.length() - 4) + "AAAA"))
                        .as(place)
                        .isEqualTo(401);
                assertThat(status(port, place, elsewhere)).as(place).isEqualTo(401);
            }
            assertThat(status(port, "/by-asking", revoked)).isEqualTo(401);
        } finally {
            apache.destroy();
            assertThat(apache.waitFor(30, TimeUnit.SECONDS)).isTrue();
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

    private static Path configuration(Path folder, int port, Acme.TenantOfTest tenant, String secret)
            throws IOException {
        for (String place : List.of("by-keys", "by-asking")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("pages/" + place)).resolve("page.txt"), "in");
        }
        boolean root = System.getProperty("user.name").equals("root");
        return Files.writeString(folder.resolve("apache.conf"), """
                ServerRoot "%1$s"
                ServerName localhost
                Listen 127.0.0.1:%2$d
                PidFile "%1$s/apache.pid"
                ErrorLog "%1$s/error.log"
                Mutex posixsem
                %3$s
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
                LoadModule oauth2_module /usr/lib/apache2/modules/mod_oauth2.so
                DocumentRoot "%1$s/pages"
                <Location "/by-keys">
                  AuthType oauth2
                  OAuth2TokenVerify jwks_uri %4$s/oauth2/jwks jwks_uri.ssl_verify=false&verify.exp=required
                  <RequireAll>
                    Require oauth2_claim iss:%4$s
                    Require oauth2_claim aud:apache-files
                  </RequireAll>
                </Location>
                <Location "/by-asking">
                  AuthType oauth2
                  OAuth2TokenVerify introspect %4$s/oauth2/introspect introspect.ssl_verify=false&introspect.auth=client_secret_basic&client_id=apache-files&client_secret=%5$s
                  Require oauth2_claim aud:apache-files
                </Location>
                """.formatted(
                        folder, port, root ? "User www-data\nGroup www-data" : "", tenant.issuer(), secret));
    }

    private static void awaitPort(Process apache, int port, Path folder) throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (apache.waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(Files.readString(folder.resolve("apache.out")));
                }
            }
        }
        throw new IllegalStateException("Apache does not listen");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
