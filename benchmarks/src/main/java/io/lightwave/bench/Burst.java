package io.lightwave.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/// One request each on many new TLS connections that are opened within one second, as containers do that start
/// together. What a client computes before its first byte is computed beforehand, so that the machine that makes the
/// load has as little to do as can be while it is measured.
final class Burst {
    private static final long SPREAD_NANOS = 1_000_000_000L;
    private static final int NETWORK_BUFFER = 20 * 1024;

    private final byte[] request;
    private final InetSocketAddress server;
    private final List<Caller> callers = new ArrayList<>();

    /// @param milliseconds of each answered request, sorted
    /// @param opened after how many seconds the last connection had been begun
    record Result(List<Double> milliseconds, long busy, List<String> errors, double opened) {
        double percentile(double share) {
            return milliseconds.isEmpty()
                    ? Double.NaN
                    : milliseconds.get((int) Math.min(milliseconds.size() - 1, share * milliseconds.size()));
        }
    }

    Burst(SSLContext tls, int port, String path, String headers, String body, int connections) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = "POST %s HTTP/1.1\r\nHost: localhost:%d\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(path, port, headers, body.length(), body)
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < connections; i++) {
            SSLEngine engine = tls.createSSLEngine("localhost", port);
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(NETWORK_BUFFER);
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] first = new byte[hello.flip().remaining()];
            hello.get(first);
            callers.add(new Caller(engine, first, i * SPREAD_NANOS / connections));
        }
    }

    /// Opens every connection at its time, and waits for the last answer or 60 seconds.
    Result run() throws IOException {
        long begin = System.nanoTime();
        long end = begin + 60_000_000_000L;
        double opened = 0;
        Queue<Caller> waiting = new ArrayDeque<>(callers);
        int open = callers.size();
        try (Selector selector = Selector.open()) {
            while (open > 0 && System.nanoTime() < end) {
                for (long now = System.nanoTime() - begin;
                        !waiting.isEmpty() && waiting.element().due <= now;
                        now = System.nanoTime() - begin) {
                    Caller caller = waiting.remove();
                    caller.open(selector, server);
                    opened = (System.nanoTime() - begin) / 1e9;
                }
                selector.select(1);
                for (SelectionKey key : selector.selectedKeys()) {
                    Caller caller = (Caller) key.attachment();
                    caller.goOn(key, request);
                    if (caller.isOver()) {
                        key.cancel();
                        open--;
                    }
                }
                selector.selectedKeys().clear();
            }
        }
        var milliseconds = new ArrayList<Double>();
        var errors = new ArrayList<String>();
        long busy = 0;
        for (Caller caller : callers) {
            caller.close();
            switch (caller.status()) {
                case 200 -> milliseconds.add((caller.ended - caller.begun) / 1e6);
                case 503 -> busy++;
                default -> errors.add(caller.failure());
            }
        }
        milliseconds.sort(null);
        return new Result(milliseconds, busy, errors, opened);
    }

    private static final class Caller {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
        private static final ByteBuffer OUT = ByteBuffer.allocate(NETWORK_BUFFER);
        private static final ByteBuffer PLAIN = ByteBuffer.allocate(NETWORK_BUFFER);

        private final SSLEngine engine;
        private final byte[] hello;
        private final long due;
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream(2048);
        private ByteBuffer in = NOTHING;
        private final SocketChannel channel;
        private long begun;
        private long ended;
        private boolean asked;
        private String failure = "";

        Caller(SSLEngine engine, byte[] hello, long due) throws IOException {
            this.channel = SocketChannel.open();
            this.engine = engine;
            this.hello = hello;
            this.due = due;
        }

        void open(Selector selector, InetSocketAddress server) {
            begun = System.nanoTime();
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (channel.connect(server)) {
                    channel.write(ByteBuffer.wrap(hello));
                    channel.register(selector, SelectionKey.OP_READ, this);
                } else {
                    channel.register(selector, SelectionKey.OP_CONNECT, this);
                }
            } catch (IOException e) {
                fail(e.toString());
            }
        }

        void goOn(SelectionKey key, byte[] request) {
            try {
                if (key.isConnectable()) {
                    channel.finishConnect();
                    channel.write(ByteBuffer.wrap(hello));
                    key.interestOps(SelectionKey.OP_READ);
                    return;
                }
                if (in.capacity() == 0) {
                    in = ByteBuffer.allocate(NETWORK_BUFFER);
                }
                if (channel.read(in) < 0) {
                    fail("the connection ended after " + answer.size() + " bytes");
                    return;
                }
                in.flip();
                read(request);
                in.compact();
            } catch (IOException | RuntimeException e) {
                fail(e.toString());
            }
        }

        private void read(byte[] request) throws IOException {
            for (boolean more = true; more && !isOver(); ) {
                more = false;
                PLAIN.clear();
                SSLEngineResult result = engine.unwrap(in, PLAIN);
                answer.write(PLAIN.array(), 0, PLAIN.position());
                more = result.bytesConsumed() > 0 && in.hasRemaining();
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                    more = true;
                }
                while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    send(NOTHING);
                }
                if (!asked && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                    asked = true;
                    send(ByteBuffer.wrap(request));
                }
                if (isComplete()) {
                    ended = System.nanoTime();
                    in = NOTHING;
                    channel.close();
                }
            }
        }

        private void send(ByteBuffer plain) throws IOException {
            OUT.clear();
            engine.wrap(plain, OUT);
            OUT.flip();
            while (OUT.hasRemaining()) {
                channel.write(OUT);
            }
        }

        private boolean isComplete() {
            String text = answer.toString(StandardCharsets.ISO_8859_1);
            int blank = text.indexOf("\r\n\r\n");
            int length = text.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length: ");
            return blank > 0
                    && length > 0
                    && text.length() - blank - 4
                            >= Integer.parseInt(text.substring(length + 18, text.indexOf("\r\n", length + 18)));
        }

        private void fail(String why) {
            failure = why;
            ended = System.nanoTime();
            close();
        }

        boolean isOver() {
            return ended != 0;
        }

        /// 0 when there was no answer.
        int status() {
            String text = answer.toString(StandardCharsets.ISO_8859_1);
            return failure.isEmpty() && text.length() > 12 ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        String failure() {
            return failure.isEmpty() ? "status " + status() : failure;
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                failure = e.toString();
            }
        }
    }
}
