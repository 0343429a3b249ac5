package io.lightwave.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// HTTP/1.1 requests over and over on kept TLS connections, one thread each, every answer read and checked.
final class HttpLoad {
    private final SocketFactory sockets;
    private final int port;
    private final Requests requests;
    private final String expected;
    private volatile String firstRefused = "";

    /// What is sent, connection by connection.
    interface Requests {
        byte[] next(int connection);

        /// @param body of the answer to the last one
        default void answered(int connection, String body) {}
    }

    /// @param expected stands in the body of every right answer
    HttpLoad(SSLContext tls, int port, Requests requests, String expected) {
        this(tls.getSocketFactory(), port, requests, expected);
    }

    /// @param sockets decides whether TLS is spoken
    HttpLoad(SocketFactory sockets, int port, Requests requests, String expected) {
        this.sockets = sockets;
        this.port = port;
        this.requests = requests;
        this.expected = expected;
    }

    /// @param bodies sent one after the other, and again from the first
    /// @param expected stands in the body of every right answer
    HttpLoad(
            SSLContext tls,
            int port,
            String method,
            String path,
            String headers,
            List<String> bodies,
            String expected) {
        this(tls, port, inTurn(port, method, path, headers, bodies), expected);
    }

    private static Requests inTurn(int port, String method, String path, String headers, List<String> bodies) {
        List<byte[]> all = bodies.stream()
                .map(body -> request(port, method, path, headers, body))
                .toList();
        AtomicLong next = new AtomicLong();
        return _ -> all.get((int) (next.getAndIncrement() % all.size()));
    }

    static byte[] request(int port, String method, String path, String headers, String body) {
        return "%s %s HTTP/1.1\r\nHost: localhost:%d\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(method, path, port, headers, body.length(), body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Runs for a while and answers how many requests were answered as expected, with 200 or 201.
    ///
    /// @throws IllegalStateException when any answer was not
    long run(int connections, double seconds) throws InterruptedException {
        return timed(connections, seconds).total();
    }

    /// The same, and how long each took.
    Latencies timed(int connections, double seconds) throws InterruptedException {
        Latencies latencies = new Latencies();
        AtomicLong answered = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        Thread[] threads = new Thread[connections];
        for (int i = 0; i < connections; i++) {
            int connection = i;
            threads[i] = Thread.ofPlatform().start(() -> latencies.add(repeat(connection, end, answered, refused)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (refused.get() > 0) {
            throw new IllegalStateException("%s answers were not as expected, %s were; the first: %s"
                    .formatted(refused, answered, firstRefused));
        }
        return latencies;
    }

    private Latencies repeat(int connection, long end, AtomicLong answered, AtomicLong refused) {
        Latencies latencies = new Latencies();
        try {
            while (System.nanoTime() < end) {
                onOneConnection(connection, end, answered, refused, latencies);
            }
        } catch (IOException e) {
            refused(e.toString(), refused);
        }
        return latencies;
    }

    private void onOneConnection(int connection, long end, AtomicLong answered, AtomicLong refused, Latencies latencies)
            throws IOException {
        try (Socket socket = sockets.createSocket("localhost", port)) {
            socket.setTcpNoDelay(true);
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake(); // else the first request's time would have it
            }
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            boolean kept = true;
            while (kept && System.nanoTime() < end) {
                byte[] request = requests.next(connection);
                long begin = System.nanoTime();
                socket.getOutputStream().write(request);
                Answer answer = read(in);
                latencies.add(System.nanoTime() - begin);
                requests.answered(connection, answer.body);
                boolean good = (answer.status == 200 || answer.status == 201) && answer.body.contains(expected);
                if (good) {
                    answered.incrementAndGet();
                } else {
                    refused(answer.status + " " + answer.body, refused);
                }
                kept = answer.kept;
            }
        }
    }

    private void refused(String what, AtomicLong count) {
        if (count.incrementAndGet() == 1) {
            firstRefused = what;
        }
    }

    /// @param kept whether the server keeps the connection for another request
    private record Answer(int status, String body, boolean kept) {}

    private static Answer read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).substring(9, 12));
        int length = -1;
        boolean kept = true;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.equals("connection: close")) {
                kept = false;
            }
        }
        var body = new ByteArrayOutputStream();
        if (length >= 0) {
            body.write(in.readNBytes(length));
        } else {
            for (int chunk = Integer.parseInt(line(in), 16); chunk > 0; chunk = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(chunk));
                line(in);
            }
            line(in);
        }
        return new Answer(status, body.toString(StandardCharsets.UTF_8), kept);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
