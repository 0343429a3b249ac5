package io.lightwave.agent.files;

import io.lightwave.agent.connection.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the agent of this machine, on its socket of plain HTTP: the identity is that of the process that asks.
public final class AgentSource {
    private static final int LARGEST = 1 << 20;
    private static final String KEY = "-----BEGIN PRIVATE KEY-----";

    private final Path socket;
    private final String audience;

    /// @param audience of the access token; empty for the tenant's issuer
    public AgentSource(Path socket, String audience) {
        this.socket = socket;
        this.audience = audience;
    }

    /// @throws Failure when the agent refuses, or cannot be reached
    public Identity fetch() {
        String both = get("/certificate");
        int key = both.indexOf(KEY);
        if (key <= 0) {
            throw new Failure(Failure.Kind.UNREACHABLE, "the agent answered with no certificate and key");
        }
        String anchors = get("/bundle");
        JsonNode token = json(get("/token"
                + (audience.isEmpty() ? "" : "?audience=" + URLEncoder.encode(audience, StandardCharsets.UTF_8))));
        return new Identity(
                token.path("access_token").asString(""),
                Duration.ofSeconds(token.path("expires_in").asLong(0)),
                both.substring(key),
                both.substring(0, key),
                anchors,
                federated());
    }

    private Map<String, String> federated() {
        var bundles = new TreeMap<String, String>();
        json(get("/federated-bundles"))
                .properties()
                .forEach(each -> bundles.put(each.getKey(), each.getValue().asString("")));
        return bundles;
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException malformed) {
            throw new Failure(Failure.Kind.UNREACHABLE, "the agent's answer is no JSON");
        }
    }

    /// By HTTP/1.0, so that the answer ends with the connection.
    private String get(String target) {
        String answer;
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var request = ByteBuffer.wrap(
                    "GET %s HTTP/1.0\r\nHost: agent\r\n\r\n".formatted(target).getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(16 << 10);
            while (channel.read(buffer) >= 0 && all.size() <= LARGEST) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            answer = all.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.UNREACHABLE, "cannot ask the agent at %s: %s".formatted(socket, e));
        }
        String[] status = answer.split(" ", 3);
        int body = answer.indexOf("\r\n\r\n");
        if (status.length < 3 || body < 0) {
            throw new Failure(Failure.Kind.UNREACHABLE, "the agent's answer is no HTTP");
        }
        String text = answer.substring(body + 4);
        if (!status[1].equals("200")) {
            throw new Failure(
                    status[1].equals("503") ? Failure.Kind.UNREACHABLE : Failure.Kind.REFUSED,
                    "the agent answered %s to %s: %s"
                            .formatted(
                                    status[1], target, json(text).path("error").asString("")));
        }
        return text;
    }
}
