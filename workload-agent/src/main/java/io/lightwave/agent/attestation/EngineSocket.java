package io.lightwave.agent.attestation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a container engine over its Unix socket, and only if that belongs to root: what anybody could have put there
/// is not asked.
final class EngineSocket {
    private static final int LARGEST = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path path;

    EngineSocket(Path path) {
        this.path = path;
    }

    /// @return empty when the engine has nothing of that name
    /// @throws IOException when it cannot be asked
    Optional<JsonNode> get(String resource) throws IOException {
        if (!Files.getAttribute(path.toRealPath(), "unix:uid").equals(0)) {
            throw new IOException(path + " does not belong to root");
        }
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            var answer = CompletableFuture.supplyAsync(
                    () -> exchange(channel, resource),
                    task -> Thread.ofVirtual().start(task));
            return parse(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | JacksonException e) {
            throw new IOException("the engine at " + path + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// By HTTP/1.0, so that the answer ends with the connection.
    private byte[] exchange(SocketChannel channel, String resource) {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            var request = ByteBuffer.wrap("GET %s HTTP/1.0\r\nHost: engine\r\n\r\n"
                    .formatted(resource)
                    .getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(16 << 10);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
                if (all.size() > LARGEST) {
                    throw new IOException("an answer of more than 4 MiB");
                }
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<JsonNode> parse(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.UTF_8);
        int body = text.indexOf("\r\n\r\n");
        String[] status = text.split(" ", 3);
        if (body < 0 || status.length < 3) {
            throw new IOException("no answer of HTTP");
        }
        return switch (status[1]) {
            case "200" -> Optional.of(JsonMapper.shared().readTree(text.substring(body + 4)));
            case "404" -> Optional.empty();
            default -> throw new IOException("the engine answered " + status[1]);
        };
    }
}
