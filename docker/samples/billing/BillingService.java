import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A service that is called with access tokens and checks each one twice: offline, against the issuer's key set, and
/// by asking the issuer. Settings by environment: ISSUER, LIGHTWAVE_CA, CLIENT_ID, CLIENT_SECRET, PORT, and ADDRESS to
/// listen on another address than the loopback.
///
/// Run it with `java -cp nimbus-jose-jwt.jar BillingService.java`.
class BillingService {
    private final String issuer = System.getenv("ISSUER");
    private final String clientId = System.getenv("CLIENT_ID");
    private final String secret = System.getenv("CLIENT_SECRET");
    private final SSLContext tls = trusting(Path.of(System.getenv("LIGHTWAVE_CA")));
    private final HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
    private final DefaultJWTProcessor<SecurityContext> offline = new DefaultJWTProcessor<>();

    BillingService() throws Exception {
        var retriever = new DefaultResourceRetriever(2000, 2000, 100_000, true, tls.getSocketFactory());
        var keys = JWKSourceBuilder.create(URI.create(issuer + "/oauth2/jwks").toURL(), retriever).build();
        offline.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        offline.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        offline.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                clientId,
                new JWTClaimsSet.Builder().issuer(issuer).build(),
                Set.of("sub", "exp", "iat", "jti", "client_id")));
    }

    public static void main(String[] arguments) throws Exception {
        var service = new BillingService();
        int port = Integer.parseInt(System.getenv("PORT"));
        var address = System.getenv("ADDRESS");
        var listener = address == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(address);
        var server = HttpServer.create(new InetSocketAddress(listener, port), 0);
        server.createContext("/charge", service::charge);
        server.createContext("/health", exchange -> answer(exchange, 200, "{}"));
        server.start();
        System.out.println("billing listens on " + port);
    }

    private void charge(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            answer(exchange, 401, "{\"error\":\"a bearer token is needed\"}");
            return;
        }
        String token = authorization.substring("Bearer ".length());
        String subject = offline(token);
        boolean active = introspected(token);
        answer(
                exchange,
                active && subject != null ? 200 : 401,
                "{\"offline\":%s,\"introspection\":%s,\"caller\":\"%s\"}"
                        .formatted(subject != null, active, subject == null ? "" : subject));
    }

    /// The token's subject when signature, type, issuer, audience and time hold; null otherwise.
    private String offline(String token) {
        try {
            return offline.process(token, null).getSubject();
        } catch (ParseException | BadJOSEException | JOSEException e) {
            System.out.println("offline: " + e.getMessage());
            return null;
        }
    }

    /// RFC 7662: is it active, in the issuer's eyes, now?
    private boolean introspected(String token) throws IOException {
        var basic = Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(issuer + "/oauth2/introspect"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().replace(" ", "").contains("\"active\":true");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static SSLContext trusting(Path anchors) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(anchors)) {
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("anchor-" + store.size(), anchor);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
