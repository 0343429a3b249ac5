package io.lightwave.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// HTTP to one server, trusting exactly the anchors of one PEM file.
public final class Http {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final String server;
    private final SSLContext tls;
    private final HttpClient client;

    public Http(String server, Path trustAnchors) {
        this.server = server;
        this.tls = trusting(trustAnchors);
        this.client = HttpClient.newBuilder().sslContext(tls).build();
    }

    /// TLS that trusts those anchors only.
    public SSLContext tls() {
        return tls;
    }

    /// An answer with its body as text and, where it is JSON, as a tree.
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String text(String field) {
            return json().path(field).asString("");
        }
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    /// Sends a JSON value: POST, PATCH as a merge patch, DELETE and so on.
    public Answer json(String method, String path, Object body, String... headers) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        return send(request(path, headers)
                .header("Content-Type", type)
                .method(
                        method,
                        BodyPublishers.ofString(body instanceof String text ? text : JSON.writeValueAsString(body)))
                .build());
    }

    public Answer form(String path, Map<String, String> fields, String... headers) {
        String body = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /// Sends a body of any type.
    public Answer post(String path, String contentType, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /// Sends a file of any size, which may take the server its time.
    public Answer file(String path, String contentType, Path file, String... headers) {
        try {
            return send(request(path, headers)
                    .timeout(Duration.ofMinutes(15))
                    .header("Content-Type", contentType)
                    .POST(BodyPublishers.ofFile(file))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(String path) {
        try {
            return client.send(request(path).GET().build(), BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The value of an `Authorization` header for `client_secret_basic`.
    public static String basic(String id, String secret) {
        String pair = encode(id) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /// An access token by `client_credentials`.
    public String token(String tenant, String client, String secret) {
        Answer answer = form(
                "/t/" + tenant + "/oauth2/token",
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                basic(client, secret));
        if (answer.status() != 200) {
            throw new IllegalStateException("no token: " + answer.status() + " " + answer.body());
        }
        return answer.text("access_token");
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : server + path))
                .timeout(Duration.ofMinutes(3));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static SSLContext trusting(Path anchors) {
        try (InputStream in = Files.newInputStream(anchors)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + anchors, e);
        }
    }
}
