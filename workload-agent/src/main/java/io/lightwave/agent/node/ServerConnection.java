package io.lightwave.agent.node;

import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.SigningRequest;
import io.lightwave.agent.connection.Tls;
import io.lightwave.agent.identity.Authority;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.X509Svid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The node's connection to the server, by mutual TLS. Its certificate can change while it is used.
final class ServerConnection implements Authority {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST = 1 << 20;

    private final String base;
    private final String issuer;
    private final @Nullable Path trustBundle; // null means what the JDK trusts
    private final InstantSource clock;
    private final Duration patience;
    private final ServerTime time = new ServerTime(System::nanoTime);
    private volatile Shown shown;

    private record Shown(NodeCertificate certificate, HttpClient http) {}

    /// @param address of the mutual TLS listener with the tenant's path, as `https://host:9443/t/acme.example`
    /// @param issuer of the tenant's access tokens
    ServerConnection(
            String address,
            String issuer,
            @Nullable Path trustBundle,
            NodeCertificate certificate,
            InstantSource clock) {
        this(address, issuer, trustBundle, certificate, clock, PATIENCE);
    }

    /// @param patience how long an answer is waited for
    ServerConnection(
            String address,
            String issuer,
            @Nullable Path trustBundle,
            NodeCertificate certificate,
            InstantSource clock,
            Duration patience) {
        this.patience = patience;
        this.base = address;
        this.issuer = issuer;
        this.trustBundle = trustBundle;
        this.clock = clock;
        this.shown = shown(certificate);
    }

    private Shown shown(NodeCertificate certificate) {
        var tls = Tls.showing(certificate.chain(), certificate.key().getPrivate(), trustBundle);
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .sslContext(tls)
                .build();
        return new Shown(certificate, http);
    }

    NodeCertificate certificate() {
        return shown.certificate();
    }

    /// Fetches the next certificate for the same key, and shows that from now on.
    NodeCertificate renew() throws RefusedException, AwayException {
        var now = shown.certificate();
        var answer =
                json("/node/renew", Map.of("csr", SigningRequest.of(now.key()).pem()));
        var next = new NodeCertificate(
                now.key(), certificates(answer.path("certificate").asString("")));
        show(next);
        return next;
    }

    /// Shows this certificate from now on.
    void show(NodeCertificate next) {
        shown = shown(next);
    }

    @Override
    public X509Svid x509Svid(Entry entry) throws RefusedException, AwayException {
        requireSoundTime();
        var request = SigningRequest.withNewKey();
        var chain = certificates(text(post(
                "/node/x509-svid",
                "application/json",
                JSON.writeValueAsString(Map.of("workload", entry.workload(), "csr", request.pem())))));
        var leaf = chain.getFirst();
        if (!leaf.getPublicKey().equals(request.key().getPublic())) {
            throw new AwayException("the server answered with a certificate of another key");
        }
        var now = clock.instant();
        var life = Duration.between(now, leaf.getNotAfter().toInstant());
        return new X509Svid(entry.spiffeId(), chain, request.key().getPrivate(), now.plus(life.dividedBy(2)));
    }

    @Override
    public Token jwtSvid(Entry entry, Set<String> audiences) throws RefusedException, AwayException {
        requireSoundTime();
        var answer = json("/node/jwt-svid", Map.of("workload", entry.workload(), "audience", audiences));
        return new Token(
                answer.path("svid").asString(""),
                Instant.parse(answer.path("expiresAt").asString("")));
    }

    @Override
    public Token accessToken(Entry entry, String audience) throws RefusedException, AwayException {
        String form = "grant_type=client_credentials&client_assertion_type="
                + encode("urn:ietf:params:oauth:client-assertion-type:jwt-spiffe") + "&client_assertion="
                + encode(jwtSvid(entry, Set.of(issuer)).value())
                + (audience.isEmpty() ? "" : "&resource=" + encode(audience));
        var now = clock.instant();
        var answer = parse(post("/oauth2/token", "application/x-www-form-urlencoded", form));
        return new Token(
                answer.path("access_token").asString(""),
                now.plusSeconds(answer.path("expires_in").asLong(0)));
    }

    /// While this machine's clock is wrong, nothing is fetched that it would keep for too short or
    /// too long. Whose clock was wrong it cannot know, so that it asks again.
    private void requireSoundTime() throws RefusedException, AwayException {
        if (time.problem(clock.instant()).isPresent()) {
            hearTime();
        }
        var problem = time.problem(clock.instant());
        if (problem.isPresent()) {
            throw new AwayException(problem.get());
        }
    }

    /// Of those who come at once the first one asks.
    private synchronized void hearTime() throws RefusedException, AwayException {
        if (time.isStale()) {
            text(send(request("/spiffe/bundle").GET().build()).body());
        }
    }

    /// Opens the stream of states and of their changes; whoever gets it closes it.
    ///
    /// @param last the id of the state that is known already; may be empty
    InputStream states(String last) throws RefusedException, AwayException {
        var request = request("/node/state?changes=true").header("Accept", "text/event-stream");
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        return send(
                        request.GET().build(),
                        answer -> answer.statusCode() == 200 ? BodySubscribers.ofInputStream() : whole())
                .body();
    }

    private JsonNode json(String path, Object body) throws RefusedException, AwayException {
        return parse(post(path, "application/json", JSON.writeValueAsString(body)));
    }

    private InputStream post(String path, String type, String body) throws RefusedException, AwayException {
        return send(request(path)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .header("User-Agent", "lightwave-agent");
    }

    private static HttpResponse.BodySubscriber<InputStream> whole() {
        return BodySubscribers.mapping(
                BodySubscribers.limiting(BodySubscribers.ofByteArray(), LARGEST), ByteArrayInputStream::new);
    }

    /// With the whole of the answer: the client's own patience ends with its first line.
    private HttpResponse<InputStream> send(HttpRequest request) throws RefusedException, AwayException {
        return send(request, _ -> whole());
    }

    private HttpResponse<InputStream> send(HttpRequest request, HttpResponse.BodyHandler<InputStream> body)
            throws RefusedException, AwayException {
        HttpResponse<InputStream> response;
        var sending = shown.http().sendAsync(request, body);
        try {
            response = sending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            sending.cancel(true);
            throw new AwayException("cannot reach the server: " + (e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw new AwayException("interrupted");
        }
        response.headers().firstValue("Date").ifPresent(time::hears);
        int status = response.statusCode();
        if (status == 200) {
            return response;
        }
        String said = request.uri().getPath() + " answered " + status;
        String problem = problem(response.body());
        if (status == 401 && request.uri().getPath().contains("/node/")) {
            throw new NotWelcomeException(said + " " + problem);
        }
        if (status >= 400 && status < 500 && status != 429) {
            throw new RefusedException(said + " " + problem);
        }
        throw new AwayException(said, retryAfter(response));
    }

    /// RFC 9110 §10.2.3; dates, which our servers do not send, are passed over.
    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(SECONDS.asMatchPredicate())
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
    }

    private static String problem(InputStream body) {
        try (body) {
            var problem = JSON.readTree(body.readNBytes(64 << 10));
            return problem.path("detail").asString(problem.path("error").asString(""));
        } catch (IOException | JacksonException unreadable) {
            return "";
        }
    }

    private static JsonNode parse(InputStream body) throws AwayException {
        try {
            return JSON.readTree(text(body));
        } catch (JacksonException e) {
            throw new AwayException("the server's answer is no JSON");
        }
    }

    private static String text(InputStream body) throws AwayException {
        try (body) {
            return new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AwayException("the server's answer was cut off");
        }
    }

    private static List<java.security.cert.X509Certificate> certificates(String pem) throws AwayException {
        try {
            return PemText.certificates(pem);
        } catch (IllegalArgumentException e) {
            throw new AwayException("the server's answer is no certificate");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
