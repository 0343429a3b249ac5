package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import io.lightwave.directory.Egress;
import io.lightwave.server.settings.AuditCopies;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Sends events to a syslog server over TLS (RFC 5425), over a connection for each time. Syslog has no word for
/// "received", but a receiver answers the end of a connection with its own (§4.4), once it has read all before it.
record SyslogOverTls(AuditCopies.Syslog server, SyslogMessages messages, Egress egress)
        implements AuditStream.Receiver {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CONNECT_MILLIS = 5_000;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    @Override
    public void take(List<AuditRecord> events) throws IOException {
        try (Socket socket = connected()) {
            var sending = new FutureTask<Boolean>(() -> {
                send(socket, events);
                return true;
            });
            Thread.ofVirtual().name("audit-syslog").start(sending);
            sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(trouble("no answer within " + PATIENCE), e);
        } catch (ExecutionException e) {
            throw new IOException(trouble(String.valueOf(e.getCause())), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String trouble(String what) {
        return "%s:%d: %s".formatted(server.host(), server.port(), what);
    }

    private Socket connected() throws IOException {
        var trouble = new IOException(trouble("no connection"));
        for (InetAddress address : egress.reach(server.host())) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, server.port()), CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                trouble.addSuppressed(e);
            }
        }
        throw trouble;
    }

    private void send(Socket socket, List<AuditRecord> events) throws IOException {
        String name = server.host().replaceAll("[\\[\\]]", "");
        try (var tls = (SSLSocket) egress.trusting().createSocket(socket, name, server.port(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(PROTOCOLS);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            var out = new BufferedOutputStream(tls.getOutputStream());
            for (AuditRecord event : events) {
                byte[] message = messages.of(event);
                out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII)); // §4.3
                out.write(message);
            }
            out.flush();
            tls.shutdownOutput();
            if (tls.getInputStream().read() >= 0) {
                throw new IOException("the receiver speaks, as no syslog server does");
            }
        }
    }
}
