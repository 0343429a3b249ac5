package io.lightwave.token.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/// Each `NAME.request.http` gives its `NAME.response.http`, byte for byte but for what is random. With
/// `-Dgolden.update=true` the responses are written anew.
@DisplayName("Requests and their responses on the wire")
class WireFormatTest {
    static final Path FOLDER = Path.of("src/test/resources/io/lightwave/token/wire");
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestWorkload PAYMENTS = ACME.workload("payments", "billing");
    static final Map<String, String> VALUES = Map.of(
            "{{basic billing}}", TestClient.basic("billing", BILLING.secret()),
            "{{basic wrong}}", TestClient.basic("billing", "wrong"),
            "{{token for billing}}",
                    PAYMENTS.fetchesToken("resource", "billing").accessToken());
    private static final Pattern RANDOM = Pattern.compile("\"(access_token|jti|kid|x|y|n)\":\"[A-Za-z0-9_.-]{20,}\"");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<String> names() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".request.http"))
                    .map(name -> name.replace(".request.http", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void are_as_they_were(String name) throws IOException {
        String response = render(send(Files.readString(FOLDER.resolve(name + ".request.http"))));
        Path golden = FOLDER.resolve(name + ".response.http");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, response);
        }
        assertThat(response).isEqualTo(Files.readString(golden));
    }

    private static Answer send(String text) {
        for (var value : VALUES.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        String[] parts = text.split("\n\n", 2);
        String[] head = parts[0].strip().split("\n", -1);
        String[] line = head[0].split(" ", -1);
        var request = MockMvcRequestBuilders.request(HttpMethod.valueOf(line[0]), URI.create(line[1]));
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(": ", 2);
            request.header(header[0], header[1]);
        }
        return SERVER.perform(request.content(parts.length > 1 ? parts[1].strip() : ""));
    }

    private static String render(Answer answer) {
        var text = new StringBuilder().append(answer.status()).append('\n');
        for (String name : new TreeSet<>(answer.response().getHeaderNames())) {
            if (!name.equals("Content-Length")) {
                text.append(name)
                        .append(": ")
                        .append(name.equals("ETag") ? "…" : answer.header(name).orElseThrow())
                        .append('\n');
            }
        }
        return text.append('\n')
                .append(RANDOM.matcher(answer.text()).replaceAll("\"$1\":\"…\""))
                .append('\n')
                .toString();
    }
}
