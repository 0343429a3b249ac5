package io.lightwave.directory.egress;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One request and its response over a connection of its own, which another thread can cut at any time.
final class Exchange implements Closeable {
    private static final int HTTPS = 443;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final URI address;
    private final int timeoutMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private Peer peer = new Peer.Host();
    private Socket socket = new Socket();
    private boolean closed;

    Exchange(URI address, Duration timeout) {
        this.address = address;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    /// Goes to the first of these addresses that takes the connection, and to no other.
    byte[] get(InetAddress[] addresses, SSLSocketFactory factory, int maximumBytes) throws IOException {
        return send(
                addresses,
                factory,
                request("GET", "Accept: application/json, */*;q=0.5"),
                in -> new HttpResponse(in).body(maximumBytes));
    }

    /// The same with a token.
    ///
    /// @param bearer empty for none
    byte[] get(InetAddress[] addresses, SSLSocketFactory factory, String bearer, int maximumBytes) throws IOException {
        return send(
                addresses,
                factory,
                request("GET", "Accept: application/json, */*;q=0.5" + authorized(bearer)),
                in -> new HttpResponse(in).body(maximumBytes));
    }

    /// The same from whoever has this SPIFFE ID.
    byte[] getFromSpiffe(InetAddress[] addresses, SSLSocketFactory factory, String spiffeId, int maximumBytes)
            throws IOException {
        peer = new Peer.Spiffe(spiffeId);
        return get(addresses, factory, maximumBytes);
    }

    /// Sends JSON.
    ///
    /// @param bearer empty for none
    byte[] postJson(InetAddress[] addresses, SSLSocketFactory factory, String bearer, String json, int maximumBytes)
            throws IOException {
        if (!json.chars().allMatch(each -> each >= ' ' && each < 0x7F)) {
            throw new IOException("not JSON in ASCII");
        }
        String headers = "Content-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\nAccept: application/json" + authorized(bearer);
        return send(
                addresses,
                factory,
                request("POST", headers) + json,
                in -> new HttpResponse(in).bodyOfWhatWasMade(maximumBytes));
    }

    private static String authorized(String bearer) throws IOException {
        if (bearer.isEmpty()) {
            return "";
        }
        if (!bearer.chars().allMatch(each -> each > ' ' && each < 0x7F)) {
            throw new IOException("not a token");
        }
        return "\r\nAuthorization: Bearer " + bearer;
    }

    /// The same for a form.
    void post(InetAddress[] addresses, SSLSocketFactory factory, String form) throws IOException {
        send(addresses, factory, request("POST", ofForm(form)) + form, in -> {
            new HttpResponse(in).requireTaken();
            return new byte[0];
        });
    }

    /// The same, for the body of the answer.
    ///
    /// @param authorization of the header; empty for none
    byte[] post(InetAddress[] addresses, SSLSocketFactory factory, String form, String authorization, int maximumBytes)
            throws IOException {
        if (!authorization.chars().allMatch(each -> each >= ' ' && each < 0x7F)) {
            throw new IOException("not a header");
        }
        String headers = ofForm(form) + "\r\nAccept: application/json"
                + (authorization.isEmpty() ? "" : "\r\nAuthorization: " + authorization);
        return send(addresses, factory, request("POST", headers) + form, in -> new HttpResponse(in).body(maximumBytes));
    }

    /// The same for a SOAP message of SAML.
    byte[] postSoap(InetAddress[] addresses, SSLSocketFactory factory, byte[] envelope, int maximumBytes)
            throws IOException {
        String headers = "Content-Type: text/xml; charset=utf-8\r\nContent-Length: " + envelope.length
                + "\r\nAccept: text/xml\r\nSOAPAction: \"http://www.oasis-open.org/committees/security\"";
        return send(
                addresses, factory, request("POST", headers), envelope, in -> new HttpResponse(in).body(maximumBytes));
    }

    private static String ofForm(String form) {
        return "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length();
    }

    private interface Reading {
        byte[] read(InputStream in) throws IOException;
    }

    private byte[] send(InetAddress[] addresses, SSLSocketFactory factory, String request, Reading reading)
            throws IOException {
        return send(addresses, factory, request, new byte[0], reading);
    }

    private byte[] send(InetAddress[] addresses, SSLSocketFactory factory, String request, byte[] body, Reading reading)
            throws IOException {
        Socket connected = connect(addresses);
        String host = address.getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try (var tls = (SSLSocket) factory.createSocket(connected, name, connected.getPort(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(peer.endpointIdentification());
            parameters.setProtocols(PROTOCOLS);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            peer.check(tls.getSession().getPeerCertificates());
            byte[] head = request.getBytes(StandardCharsets.US_ASCII);
            byte[] all = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, all, head.length, body.length);
            tls.getOutputStream().write(all);
            return reading.read(tls.getInputStream());
        }
    }

    private Socket connect(InetAddress[] addresses) throws IOException {
        int port = address.getPort() == -1 ? HTTPS : address.getPort();
        var trouble = new IOException("no address takes a connection");
        for (InetAddress each : addresses) {
            Socket attempt = next();
            try {
                attempt.connect(new InetSocketAddress(each, port), timeoutMillis);
                attempt.setSoTimeout(timeoutMillis);
                return attempt;
            } catch (IOException e) {
                attempt.close();
                trouble.addSuppressed(e);
            }
        }
        throw trouble;
    }

    private Socket next() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("too late");
            }
            socket = new Socket();
            return socket;
        } finally {
            lock.unlock();
        }
    }

    private String request(String method, String headers) {
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return """
            %s %s%s HTTP/1.1\r
            Host: %s\r
            %s\r
            Accept-Encoding: identity\r
            User-Agent: Lightwave\r
            Connection: close\r
            \r
            """.formatted(method, path, query, address.getRawAuthority(), headers);
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            socket.close();
        } finally {
            lock.unlock();
        }
    }
}
