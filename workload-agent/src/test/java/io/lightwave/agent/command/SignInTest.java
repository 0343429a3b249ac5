package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.fixture.TestHttps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Signing in by a browser (RFC 8628) with tokens bound to a key (RFC 9449), or as a client, and the contexts of it.
class SignInTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Request(String line, String body, String authorization, String proof) {}

    private record Said(int code, String text) {}

    @TempDir
    Path home;

    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private final Deque<String> atTokenEndpoint = new ArrayDeque<>();
    private TestHttps server;

    @BeforeEach
    void a_server_listens(@TempDir Path store) throws Exception {
        server = new TestHttps(store, this::answer);
    }

    @AfterEach
    void it_ends() {
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Request(
                exchange.getRequestMethod() + " " + path,
                URLDecoder.decode(body, StandardCharsets.UTF_8),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("DPoP"))));
        String answer = switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "openid-configuration" -> "{\"issuer\":\"https://id.example/t/acme.example\"}";
            case "device_authorization" ->
                "{\"device_code\":\"d\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"https://id.example/t/acme.example/device\",\"interval\":0}";
            case "token" -> atTokenEndpoint.isEmpty() ? "{\"access_token\":\"a\"}" : atTokenEndpoint.pop();
            case "userinfo" -> "{\"sub\":\"s\",\"preferred_username\":\"alice\"}";
            default -> "{\"items\":[]}";
        };
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.startsWith("{\"error\"") ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Said lightwave(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of("XDG_CONFIG_HOME", home.toString()));
        environment.putAll(more);
        var said = new ByteArrayOutputStream();
        var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Commands.run(environment, stream, stream, arguments);
        return new Said(code, said.toString(StandardCharsets.UTF_8));
    }

    private Said login(String... more) {
        String[] arguments = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "login",
                                "--server",
                                server.address().toString(),
                                "--trust-bundle",
                                server.authorities().toString(),
                                "-t",
                                "acme.example"),
                        java.util.stream.Stream.of(more))
                .toArray(String[]::new);
        return lightwave(Map.of(), arguments);
    }

    private void theyAgree() {
        atTokenEndpoint.add("{\"error\":\"authorization_pending\"}");
        atTokenEndpoint.add("{\"access_token\":\"first\",\"refresh_token\":\"secret-refresh\"}");
    }

    @Test
    void a_person_signs_in_elsewhere_and_later_commands_work_in_that_tenant() throws Exception {
        theyAgree();
        Said login = login();
        assertThat(login.text()).contains("open https://id.example/t/acme.example/device and type BCDF-GHJK there");
        assertThat(login.code()).isZero();
        atTokenEndpoint.add("{\"access_token\":\"second\"}");

        Said list = lightwave(Map.of(), "client", "list");

        assertThat(list.code()).as(list.text()).isZero();
        Request last = asked.getLast();
        assertThat(last.line()).isEqualTo("GET /api/v1/tenants/acme.example/clients");
        assertThat(last.authorization()).isEqualTo("DPoP second");
        JsonNode proof = verified(last.proof());
        assertThat(proof.path("htm").stringValue()).isEqualTo("GET");
        assertThat(proof.path("htu").stringValue()).isEqualTo("https://id.example/api/v1/tenants/acme.example/clients");
        assertThat(proof.path("ath").stringValue())
                .isEqualTo(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256")
                                .digest("second".getBytes(StandardCharsets.US_ASCII))));
        Request refresh = asked.get(asked.size() - 2);
        assertThat(refresh.body())
                .contains("grant_type=refresh_token", "refresh_token=secret-refresh", "client_id=lightwave-cli");
        assertThat(verified(refresh.proof()).path("htu").stringValue())
                .isEqualTo("https://id.example/t/acme.example/oauth2/token");
    }

    /// Checks the signature by the key in the header.
    private static JsonNode verified(String proof) throws GeneralSecurityException {
        String[] parts = proof.split("[.]", -1);
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        assertThat(header.path("typ").stringValue()).isEqualTo("dpop+jwt");
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(header.at("/jwk/x")), number(header.at("/jwk/y")));
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    }

    private static BigInteger number(JsonNode text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text.stringValue());
        assertThat(bytes).hasSize(32);
        return new BigInteger(1, bytes);
    }

    @Test
    void nobody_else_may_read_what_is_kept_and_a_file_that_others_may_read_is_refused() throws Exception {
        theyAgree();
        login();
        Path file = home.resolve("lightwave/contexts/acme.example.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(file)).doesNotContain("\"first\"");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Said refused = lightwave(Map.of(), "client", "list");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.text()).contains("others may read");
    }

    @Test
    void a_denial_ends_it() {
        atTokenEndpoint.add("{\"error\":\"access_denied\"}");
        Said denied = login();
        assertThat(denied.code()).isEqualTo(4);
        assertThat(denied.text()).contains("denied");
        assertThat(lightwave(Map.of(), "context", "list").text()).doesNotContain("acme.example");
    }

    @Test
    void an_ended_sign_in_says_how_to_sign_in_anew() {
        theyAgree();
        login();
        atTokenEndpoint.add("{\"error\":\"invalid_grant\"}");
        Said ended = lightwave(Map.of(), "client", "list");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.text()).contains("the sign-in has ended", "try: lightwave login --server https://");
    }

    @Test
    void contexts_are_listed_chosen_and_left() {
        theyAgree();
        login("--name", "work");
        theyAgree();
        login("--name", "play");
        assertThat(lightwave(Map.of(), "context", "list").text())
                .contains("work", "play")
                .doesNotContain("secret-refresh");
        assertThat(lightwave(Map.of(), "whoami").text()).contains("play", "alice");
        assertThat(lightwave(Map.of(), "whoami", "--context", "work").text()).contains("work");
        assertThat(lightwave(Map.of(), "--context", "work", "whoami").text()).contains("work");
        lightwave(Map.of(), "context", "use", "work");
        assertThat(lightwave(Map.of(), "whoami").text()).contains("work");
        assertThat(lightwave(Map.of("LIGHTWAVE_CONTEXT", "play"), "whoami").text())
                .contains("play");

        assertThat(lightwave(Map.of(), "logout").code()).isZero();

        assertThat(asked.getLast().line()).isEqualTo("POST /t/acme.example/oauth2/revoke");
        assertThat(asked.getLast().body()).contains("token=secret-refresh");
        Said nobody = lightwave(Map.of(), "logout");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.text()).contains("try: lightwave context list");
        assertThat(lightwave(Map.of(), "context", "use", "../work").code()).isEqualTo(2);
        assertThat(lightwave(Map.of(), "context", "remove", "work").code()).isEqualTo(2);
    }

    @Test
    void a_client_signs_in_by_its_secret() throws IOException {
        Path secret = Files.writeString(home.resolve("secret"), "long-secret\n");
        assertThat(login("--client-id", "automation", "--client-secret-file", secret.toString())
                        .code())
                .isZero();
        assertThat(lightwave(Map.of(), "whoami").text()).contains("automation");
        lightwave(Map.of(), "tenant", "list");
        assertThat(asked.getLast().authorization()).isEqualTo("Bearer a");
    }

    @Test
    void without_a_context_the_tenant_has_to_be_named() {
        Said missing = lightwave(Map.of("LIGHTWAVE_CLIENT_ID", "x", "LIGHTWAVE_CLIENT_SECRET", "y"), "client", "list");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.text()).contains("--tenant", "lightwave login");
        assertThat(lightwave(Map.of(), "client", "list", "--help").code()).isZero();
    }
}
