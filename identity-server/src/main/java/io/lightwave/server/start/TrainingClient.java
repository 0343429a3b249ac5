package io.lightwave.server.start;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Asks a server for what its first minutes bring, in a process of its own: the training run of the AOT cache calls it
/// (`docker/train-aot`). Often enough that the cache also says what to compile, and how.
final class TrainingClient {
    private static final int TOKENS = 600;
    private static final int AT_ONCE = 4;

    private final String tenant;
    private final KeyStore anchors;
    private final String authorization;

    private TrainingClient(String tenant, KeyStore anchors, String authorization) {
        this.tenant = tenant;
        this.anchors = anchors;
        this.authorization = authorization;
    }

    /// @param arguments the tenant's URL, and the file of the server's trust anchor; the client is that of the
    ///     environment's `LIGHTWAVE_BOOTSTRAP_…`
    static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        String client = environment.get("LIGHTWAVE_BOOTSTRAP_CLIENT_ID") + ":"
                + environment.get("LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET");
        new TrainingClient(
                        arguments[0],
                        anchors(Path.of(arguments[1])),
                        "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)))
                .run();
    }

    private static KeyStore anchors(Path file) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (var pem = Files.newInputStream(file)) {
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                anchors.setCertificateEntry("anchor-" + anchors.size(), anchor);
            }
        }
        return anchors;
    }

    private void run() throws Exception {
        for (String path : List.of("/oauth2/jwks", "/ca/root.pem", "/.well-known/openid-configuration")) {
            answered(asked(path, strangers()));
        }
        allOf(() -> token(strangers(), "close"));
        SSLSocketFactory known = strangers();
        allOf(() -> token(known, "keep-alive"));
    }

    private interface Request {
        void send() throws IOException, GeneralSecurityException;
    }

    private static void allOf(Request request) throws Exception {
        try (var requests = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 0; i < TOKENS; i++) {
                answers.add(requests.submit(() -> {
                    request.send();
                    return request;
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
        }
    }

    private void token(SSLSocketFactory sockets, String connection) throws IOException {
        HttpsURLConnection request = asked("/oauth2/token", sockets);
        request.setRequestProperty("Authorization", authorization);
        request.setRequestProperty("Connection", connection);
        request.setDoOutput(true);
        request.getOutputStream().write("grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII));
        answered(request);
    }

    private HttpsURLConnection asked(String path, SSLSocketFactory sockets) throws IOException {
        var request = (HttpsURLConnection) URI.create(tenant + path).toURL().openConnection();
        request.setSSLSocketFactory(sockets);
        return request;
    }

    /// Read to its end, or the connection is not used again.
    private static void answered(HttpsURLConnection request) throws IOException {
        try (var body = request.getInputStream()) { // anything but success throws
            body.readAllBytes();
        }
    }

    /// Of a client that was never here, so that no session of TLS is taken up again.
    private SSLSocketFactory strangers() throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls.getSocketFactory();
    }
}
