package io.lightwave.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What an agent's socket of plain HTTP answers, as the test decides. It can end and come back at the same place.
final class TestAgent implements AutoCloseable {
    /// What was asked for, oldest first.
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final Path socket;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private @Nullable ServerSocketChannel listener; // null until it listens

    /// One that does not listen yet.
    TestAgent(Path folder) {
        socket = folder.resolve("agent.sock");
    }

    Path socket() {
        return socket;
    }

    /// @param path without what follows a question mark
    TestAgent answers(String path, String body) {
        answers.put(path, body);
        return this;
    }

    TestAgent gives(Authority.Issued svid, Authority... authorities) {
        var bundle = new StringBuilder();
        for (Authority one : authorities) {
            bundle.append(one.bundle());
        }
        return answers("/bundle", bundle.toString()).answers("/certificate", svid.pem());
    }

    TestAgent start() {
        try {
            var here = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener = here;
            here.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> accept(here));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel here) {
        while (true) {
            try (SocketChannel one = here.accept()) {
                answer(one);
            } catch (IOException ended) {
                if (!here.isOpen()) {
                    return;
                }
            }
        }
    }

    private void answer(SocketChannel channel) throws IOException {
        var in = Channels.newInputStream(channel);
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                return;
            }
            head.append((char) one);
        }
        String target = head.toString().split(" ", -1)[1];
        asked.add(target);
        String body = answers.get(target.replaceAll("[?].*", ""));
        String answer = body == null
                ? "HTTP/1.0 403 Forbidden\r\n\r\n{}"
                : "HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
        var bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Ends, and leaves no socket behind.
    @Override
    public void close() {
        try {
            if (listener != null) {
                listener.close();
            }
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
