package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Spring Security as a relying party (discovery, PKCE, RP-initiated logout) and as a resource server, by our key set
/// and by introspection: a Spring Boot application with nothing but the issuer's address and its own credentials.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringJourney {
    private static final String PASSWORD = "a long enough phrase";
    private static final String STORE_PASSWORD = "changeit";

    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest tenant;
    private Process shop;
    private String address;
    private Path log;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        tenant = acme.tenant("spring.example");
        tenant.person("alice", PASSWORD, Map.of("emails", List.of(Map.of("value", "alice@spring.example"))));
        int port = PackagedServer.freePorts(1).getFirst();
        address = "http://127.0.0.1:" + port;
        String loginSecret = tenant.create(
                        "clients",
                        Map.of(
                                "clientId",
                                "spring-shop",
                                "grantTypes",
                                List.of("authorization_code", "refresh_token"),
                                "redirectUris",
                                List.of(address + "/login/oauth2/code/lightwave"),
                                "postLogoutRedirectUris",
                                List.of(address + "/bye")))
                .text("clientSecret");
        String checkerSecret = tenant.client("spring-checker").text("clientSecret");
        tenant.create(
                "resource-servers",
                Map.of(
                        "name",
                        "shop",
                        "uri",
                        "https://shop.spring.example",
                        "scopes",
                        List.of("orders"),
                        "clients",
                        List.of("spring-checker")));
        log = folder.resolve("spring.log");
        shop = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djavax.net.ssl.trustStore=" + trustStore(folder),
                        "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.lightwave.system.spring.SpringShop",
                        "--server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--spring.security.oauth2.client.registration.lightwave.client-id=spring-shop",
                        "--spring.security.oauth2.client.registration.lightwave.client-secret=" + loginSecret,
                        "--spring.security.oauth2.client.registration.lightwave.scope=openid,profile,email",
                        "--spring.security.oauth2.client.provider.lightwave.issuer-uri=" + tenant.issuer(),
                        "--shop.issuer=" + tenant.issuer(),
                        "--shop.audience=https://shop.spring.example",
                        "--shop.caller=spring-caller",
                        "--spring.security.oauth2.resourceserver.opaquetoken.introspection-uri=" + tenant.issuer()
                                + "/oauth2/introspect",
                        "--spring.security.oauth2.resourceserver.opaquetoken.client-id=spring-checker",
                        "--spring.security.oauth2.resourceserver.opaquetoken.client-secret=" + checkerSecret)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitStart();
    }

    @AfterAll
    void stop() throws InterruptedException {
        shop.destroy();
        shop.waitFor();
    }

    private String trustStore(Path folder) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        try (InputStream anchors = Files.newInputStream(acme.server.trustAnchor())) {
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(anchors)) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
        }
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, STORE_PASSWORD.toCharArray());
        }
        return file.toString();
    }

    private void awaitStart() throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (shop.isAlive() && System.nanoTime() < end) {
            try {
                get(HttpClient.newHttpClient(), URI.create(address + "/bye"));
                return;
            } catch (IOException notYet) {
                Thread.sleep(200);
            }
        }
        throw new AssertionError("the application did not start: " + Files.readString(log));
    }

    private static HttpResponse<String> get(HttpClient caller, URI uri, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(3));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return caller.send(request.GET().build(), BodyHandlers.ofString());
    }

    @Test
    void a_person_signs_in_with_pkce_and_signs_out_at_both() throws Exception {
        var browser = new PlainBrowser(acme.http.tls());
        HttpResponse<String> toUs = browser.get(URI.create(address + "/oauth2/authorization/lightwave"));
        String request = toUs.headers().firstValue("Location").orElseThrow();
        assertThat(request).startsWith(tenant.issuer() + "/oauth2/authorize?");
        assertThat(URLDecoder.decode(request, StandardCharsets.UTF_8))
                .contains("code_challenge_method=S256", "scope=openid profile email", "nonce=", "state=");
        HttpResponse<String> page = browser.follow(toUs);
        browser.submit(page, Map.of("username", "alice", "password", PASSWORD));
        HttpResponse<String> me = browser.get(URI.create(address + "/me"));
        assertThat(me.statusCode()).as(me.toString()).isEqualTo(200);
        assertThat(me.body()).contains("\"email\":\"alice@spring.example\"", "\"issuer\":\"" + tenant.issuer() + "\"");

        HttpResponse<String> leaving = browser.post(URI.create(address + "/logout"), Map.of());
        assertThat(leaving.headers().firstValue("Location").orElse(""))
                .startsWith(tenant.issuer() + "/oauth2/logout?")
                .contains("id_token_hint=", "post_logout_redirect_uri=");
        HttpResponse<String> left = browser.follow(leaving);
        if (!left.body().equals("bye")) { // asked whether to sign out
            left = browser.submit(left, Map.of());
        }
        assertThat(left.body()).isEqualTo("bye");
        HttpResponse<String> again = browser.open(URI.create(address + "/oauth2/authorization/lightwave"));
        assertThat(again.body()).as("signed out here too").contains("name=\"password\"");
    }

    @Test
    void a_service_s_token_is_good_by_key_set_and_by_introspection_until_it_is_revoked() throws Exception {
        String secret = tenant.create(
                        "clients",
                        Map.of(
                                "clientId",
                                "spring-caller",
                                "grantTypes",
                                List.of("client_credentials"),
                                "audiences",
                                List.of("https://shop.spring.example"),
                                "scopes",
                                List.of("orders")))
                .text("clientSecret");
        String basic = Http.basic("spring-caller", secret);
        String token = acme.http
                .form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials", "resource", "https://shop.spring.example"),
                        "Authorization",
                        basic)
                .text("access_token");
        HttpClient caller = HttpClient.newHttpClient();
        for (String way : List.of("/jwt/orders", "/opaque/orders")) {
            HttpResponse<String> answer = get(caller, URI.create(address + way), "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(way + answer.headers()).isEqualTo(200);
            assertThat(answer.body()).contains("\"sub\":\"spring-caller\"");
            assertThat(get(caller, URI.create(address + way)).statusCode()).isEqualTo(401);
        }
        String forAnother = acme.http.token(tenant.name(), "spring-caller", secret);
        assertThat(get(caller, URI.create(address + "/jwt/orders"), "Authorization", "Bearer " + forAnother)
                        .statusCode())
                .as("a token for another audience")
                .isEqualTo(401);
        acme.http.form(tenant.path("/oauth2/revoke"), Map.of("token", token), "Authorization", basic);
        assertThat(get(caller, URI.create(address + "/opaque/orders"), "Authorization", "Bearer " + token)
                        .statusCode())
                .as("revoked")
                .isEqualTo(401);
    }
}
