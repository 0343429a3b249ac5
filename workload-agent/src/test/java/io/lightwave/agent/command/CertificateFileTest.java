package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.fixture.TestHttps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lightwave cert pkcs12`: a certificate with a key that the server makes.
class CertificateFileTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private TestHttps server;
    private int status = 201;

    private record Said(int code, String text) {}

    @TempDir
    Path home;

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
        boolean token = path.endsWith("/oauth2/token");
        if (!token) {
            asked.add("%s %s %s".formatted(exchange.getRequestMethod(), path, body));
        }
        String file = Base64.getEncoder().encodeToString("file".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = (token
                        ? "{\"access_token\":\"a\"}"
                        : "{\"id\":\"certificate-1\",\"pkcs12\":\"%s\",\"password\":\"made-by-the-server\"}"
                                .formatted(file))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(token ? 200 : status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Said lightwave(String... arguments) {
        var said = new ByteArrayOutputStream();
        var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        var environment = Map.of(
                "XDG_CONFIG_HOME", home.toString(),
                "LIGHTWAVE_SERVER", server.address().toString(),
                "LIGHTWAVE_TRUST_BUNDLE", server.authorities().toString(),
                "LIGHTWAVE_CLIENT_ID", "c",
                "LIGHTWAVE_CLIENT_SECRET", "s");
        int code = Commands.run(environment, stream, stream, arguments);
        return new Said(code, said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void the_file_is_its_owner_s_and_the_password_is_printed() throws Exception {
        Path out = home.resolve("alice.p12");
        var said = lightwave("cert", "pkcs12", "-t", "acme.example", "--out", out.toString());
        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text()).contains("certificate-1", "made-by-the-server");
        assertThat(Files.readString(out)).isEqualTo("file");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
        assertThat(asked).containsExactly("POST /t/acme.example/ca/certificates/pkcs12 {}");
    }

    @Test
    void a_password_that_is_given_is_not_printed() throws Exception {
        Path password = Files.writeString(home.resolve("password"), "correct horse battery\n");
        var said = lightwave(
                "cert",
                "pkcs12",
                "-t",
                "acme.example",
                "--out",
                home.resolve("b.p12").toString(),
                "--password-file",
                password.toString());
        assertThat(said.text()).doesNotContain("horse", "made-by-the-server");
        assertThat(asked.getFirst()).endsWith("{\"password\":\"correct horse battery\"}");
    }

    @Test
    void a_refusal_leaves_no_file_and_a_file_that_is_there_is_not_overwritten() throws Exception {
        status = 403;
        Path out = home.resolve("c.p12");
        assertThat(lightwave("cert", "pkcs12", "-t", "acme.example", "--out", out.toString())
                        .code())
                .isNotZero();
        assertThat(out).doesNotExist();
        asked.clear();
        Files.writeString(out, "mine");
        assertThat(lightwave("cert", "pkcs12", "-t", "acme.example", "--out", out.toString())
                        .code())
                .isNotZero();
        assertThat(Files.readString(out)).isEqualTo("mine");
        assertThat(asked).isEmpty();
    }
}
