package io.lightwave.ca.proof;

import io.lightwave.ca.message.ErrorType;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/// `http-01` (RFC 8555 §8.3): the key authorization at a well-known address of the host. Redirects are followed, to
/// hosts in listed networks and the ports of HTTP and HTTPS.
final class HttpProof {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Targets targets;
    private final SSLSocketFactory tls;
    private final int httpPort;
    private final int tlsPort;

    HttpProof(Targets targets, SSLSocketFactory tls, int httpPort, int tlsPort) {
        this.targets = targets;
        this.tls = tls;
        this.httpPort = httpPort;
        this.tlsPort = tlsPort;
    }

    /// @param host a DNS name, or an address in the form that URLs have it
    void require(String host, String token, String keyAuthorization) throws ProofException {
        URI address = URI.create("http://%s%s/.well-known/acme-challenge/%s"
                .formatted(host, httpPort == 80 ? "" : ":" + httpPort, token));
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            var answer = get(address);
            if (answer.status() == 200) {
                if (!answer.body().stripTrailing().equals(keyAuthorization)) {
                    throw new ProofException(
                            ErrorType.UNAUTHORIZED, "what %s answers is not the key authorization".formatted(address));
                }
                return;
            }
            if (!REDIRECTS.contains(answer.status())) {
                throw new ProofException(ErrorType.UNAUTHORIZED, "%s answers %d".formatted(address, answer.status()));
            }
            address = redirected(address, answer.location());
        }
        throw new ProofException(ErrorType.CONNECTION, "there are more than %d redirects".formatted(MOST_REDIRECTS));
    }

    private URI redirected(URI from, String location) throws ProofException {
        try {
            URI to = from.resolve(location);
            boolean plain = "http".equals(to.getScheme());
            int port = port(to);
            if ((plain || "https".equals(to.getScheme()))
                    && to.getHost() != null
                    && to.getRawUserInfo() == null
                    && (port == httpPort || port == tlsPort)) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            // as below
        }
        throw new ProofException(ErrorType.CONNECTION, "%s redirects to what is not followed".formatted(from));
    }

    private int port(URI address) {
        boolean plain = "http".equals(address.getScheme());
        return address.getPort() == -1 ? (plain ? httpPort : tlsPort) : address.getPort();
    }

    private HttpAnswer get(URI address) throws ProofException {
        String host = address.getHost().startsWith("[")
                ? address.getHost().substring(1, address.getHost().length() - 1)
                : address.getHost();
        try (Socket plain = targets.connect(host, port(address))) {
            Socket socket =
                    "https".equals(address.getScheme()) ? tls.createSocket(plain, host, plain.getPort(), true) : plain;
            String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
            String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
            socket.getOutputStream()
                    .write("""
                            GET %s%s HTTP/1.1\r
                            Host: %s\r
                            Accept: */*\r
                            Accept-Encoding: identity\r
                            User-Agent: Lightwave (ACME http-01)\r
                            Connection: close\r
                            \r
                            """.formatted(path, query, address.getRawAuthority()).getBytes(StandardCharsets.US_ASCII));
            return HttpAnswer.read(socket.getInputStream());
        } catch (IOException failed) {
            throw new ProofException(ErrorType.CONNECTION, "%s gives no answer of HTTP/1.1 in time".formatted(address));
        }
    }
}
