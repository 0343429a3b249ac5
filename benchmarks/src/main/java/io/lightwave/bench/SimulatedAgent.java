package io.lightwave.bench;

import io.lightwave.system.Http;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A node that has joined and listens to what it may give out, as the agent does, and fetches nothing: the push stream
/// alone, which it opens again whenever that ends.
final class SimulatedAgent implements AutoCloseable {
    private static final String LAST_CHUNK = "0";
    private static final byte[] VERSION_AND_EMPTY_SUBJECT = {2, 1, 0, 0x30, 0};
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0};
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 0x0A, 6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2
    };

    private final String name;
    private final String tenant;
    private final int port;
    private final SSLContext tls;
    private final AtomicLong events;
    private final Thread thread;
    private String last = "";
    private volatile boolean over;
    private volatile @Nullable Socket socket; // null between streams
    private volatile @Nullable Wait wait; // null while nobody waits

    /// @param seen nanoseconds, 0 until an event was so
    private record Wait(Predicate<String> wanted, AtomicLong seen) {}

    /// Where and as whom agents come in.
    ///
    /// @param tenant whose nodes they are
    record Place(Http http, String tenant, int port, Path trustAnchors) {}

    private SimulatedAgent(String name, Place place, SSLContext tls, AtomicLong events) {
        this.name = name;
        this.tenant = place.tenant();
        this.port = place.port();
        this.tls = tls;
        this.events = events;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::listen);
    }

    /// Joins, and listens from then on.
    ///
    /// @param token good once
    /// @param events counts those with content
    static SimulatedAgent join(String name, Place place, String token, AtomicLong events) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair key = generator.generateKeyPair();
            String csr = request(key);
            String transcript =
                    "lightwave node join 1\n%s\n%s\n%s\n".formatted(place.tenant(), sha256(token), sha256(csr));
            String proof = Base64.getEncoder().encodeToString(signed(key, transcript.getBytes(StandardCharsets.UTF_8)));
            Http.Answer joined = place.http()
                    .json(
                            "POST",
                            "/t/" + place.tenant() + "/node/join",
                            Map.of("token", token, "csr", csr, "proof", proof));
            if (joined.status() != 201) {
                throw new IllegalStateException(joined.status() + " " + joined.body());
            }
            var agent = new SimulatedAgent(name, place, tls(key, joined.text("certificate"), place), events);
            agent.thread.start();
            return agent;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The node's name.
    String name() {
        return name;
    }

    /// Begins to wait for an event whose text is so.
    void expect(Predicate<String> wanted) {
        wait = new Wait(wanted, new AtomicLong());
    }

    /// When that event came, by [System#nanoTime].
    ///
    /// @throws IllegalStateException when it does not come within 30 seconds
    long cameAt() throws InterruptedException {
        var waiting = Objects.requireNonNull(wait);
        long end = System.nanoTime() + 30_000_000_000L;
        synchronized (waiting) {
            while (waiting.seen().get() == 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IllegalStateException("nothing came at " + name);
                }
                waiting.wait(left);
            }
        }
        return waiting.seen().get();
    }

    private void listen() {
        while (!over) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                    var secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true)) {
                socket = plain;
                plain.setTcpNoDelay(true);
                secured.getOutputStream()
                        .write(
                                "GET /t/%s/node/state?changes=true HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n%s\r\n"
                                        .formatted(
                                                tenant, port, last.isEmpty() ? "" : "Last-Event-ID: " + last + "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                read(new BufferedInputStream(secured.getInputStream(), 1024));
            } catch (IOException ended) {
                if (!over) {
                    System.err.println(name + ": " + ended);
                }
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    /// Chunks (RFC 9112 §7.1) make no difference to lines, since none begins like a field of an
    /// event; the last one ends the stream, after which the connection is kept for a while.
    private void read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.contains(" 200")) {
            over = status.contains(" 401");
            throw new IOException(status);
        }
        String event = "";
        String line = line(in);
        for (; !line.equals("\0") && !line.equals(LAST_CHUNK); line = line(in)) {
            if (line.startsWith("event: ")) {
                event = line;
            } else if (line.startsWith("id: ")) {
                last = line.substring(4);
            } else if (line.startsWith("data: ")) {
                events.incrementAndGet();
                tell(event + "\n" + line);
            }
        }
    }

    private void tell(String event) {
        var waiting = wait;
        if (waiting != null && waiting.wanted().test(event)) {
            synchronized (waiting) {
                waiting.seen().compareAndSet(0, System.nanoTime());
                waiting.notifyAll();
            }
        }
    }

    /// Without its end; a zero at the end of all.
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(128);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return "\0";
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        var open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                System.err.println("a connection did not close: " + e);
            }
        }
    }

    private static SSLContext tls(KeyPair key, String chain, Place place) throws GeneralSecurityException, IOException {
        var factory = CertificateFactory.getInstance("X.509");
        var certificates =
                factory.generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)));
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("node", key.getPrivate(), new char[0], certificates.toArray(Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(place.trustAnchors()).getTrustManagers(), new SecureRandom());
        return context;
    }

    private static TrustManagerFactory trust(Path anchors) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        try (InputStream in = Files.newInputStream(anchors)) {
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    /// PKCS #10 (RFC 2986) with an empty subject, in PEM.
    private static String request(KeyPair key) throws GeneralSecurityException {
        byte[] info = element(0x30, VERSION_AND_EMPTY_SUBJECT, key.getPublic().getEncoded(), NO_ATTRIBUTES);
        byte[] signature = element(3, new byte[] {0}, signed(key, info));
        return "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(element(0x30, info, ECDSA_WITH_SHA256, signature)));
    }

    private static byte[] element(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (byte[] one : contents) {
            content.writeBytes(one);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() >= 128) {
            out.write(content.size() >= 256 ? 0x82 : 0x81);
        }
        if (content.size() >= 256) {
            out.write(content.size() >> 8);
        }
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] signed(KeyPair key, byte[] message) throws GeneralSecurityException {
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key.getPrivate());
        signer.update(message);
        return signer.sign();
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
