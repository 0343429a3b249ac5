package io.lightwave.server.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Listeners;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// `/health/live`, `/health/ready` and `/metrics` over plain HTTP, by the JDK's own server: it answers while the rest
/// starts, and when the rest has no thread or connection left.
public final class Management implements AutoCloseable {
    private static final String STARTING = "starting";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;
    private volatile @Nullable Readiness readiness; // null until the server has started

    private Management(HttpServer server) {
        this.server = server;
    }

    /// @throws InvalidSettingException when the address cannot be bound
    public static Management begin(Listeners listeners) {
        try {
            var address = new InetSocketAddress(listeners.managementAddress(), listeners.management());
            var management = new Management(HttpServer.create(address, 0));
            management.serve();
            return management;
        } catch (IOException e) {
            throw new InvalidSettingException("LIGHTWAVE_MANAGEMENT_PORT: cannot listen on port %d: %s"
                    .formatted(listeners.management(), e.getMessage()));
        }
    }

    private void serve() {
        ProcessMetrics.bind(registry);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /// From here on it says what the checks say.
    public void started(Readiness checks) {
        readiness = checks;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD"); // RFC 9110 §15.5.6
                send(exchange, 405, "text/plain", "only GET\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/health/live" -> send(exchange, 200, "application/json", "{\"status\":\"live\"}\n");
                case "/health/ready" -> ready(exchange);
                case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
                default -> send(exchange, 404, "text/plain", "/health/live, /health/ready, /metrics\n");
            }
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        Readiness checks = readiness;
        Optional<String> missing = checks == null ? Optional.of(STARTING) : checks.missing();
        if (missing.isEmpty()) {
            send(exchange, 200, "application/json", "{\"status\":\"ready\"}\n");
        } else {
            String body = "{\"status\":\"not ready\",\"missing\":\"%s\"}\n".formatted(missing.get());
            send(exchange, 503, "application/json", body);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
