package io.lightwave.agent.attestation;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.fixture.TestHttps;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A cluster's API server that lists pods over HTTPS, as much of it as an agent asks for.
final class ApiServer implements AutoCloseable {
    private final TestHttps server;
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile String pods = "";
    volatile int status = 200;
    /// Between the first line of an answer and the rest.
    volatile CountDownLatch hangs = new CountDownLatch(0);

    ApiServer(Path folder) throws Exception {
        server = new TestHttps(folder, this::answer);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[%s]}"
                .formatted(pods)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().flush();
        try {
            hangs.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    URI address() {
        return server.address();
    }

    Path authorities() {
        return server.authorities();
    }

    @Override
    public void close() {
        server.close();
    }
}
