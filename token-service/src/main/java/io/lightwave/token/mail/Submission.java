package io.lightwave.token.mail;

import io.lightwave.token.MailSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One conversation with a submission server (RFC 5321, RFC 6409).
final class Submission implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LONGEST_LINE = 1_000;
    private static final int MOST_LINES = 100;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Submission(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// Connects, and goes on under TLS whose certificate names the host.
    static Submission open(MailSettings settings, SSLSocketFactory trusting) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            if (settings.tls()) {
                var secured = new Submission(secured(socket, settings, trusting));
                secured.expect(220);
                return secured;
            }
            var clear = new Submission(socket);
            clear.expect(220);
            clear.greet();
            clear.say("STARTTLS", 220);
            if (clear.in.available() > 0) {
                throw new IOException("the server said more than it was asked before TLS"); // CVE-2011-0411
            }
            return new Submission(secured(socket, settings, trusting));
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private static SSLSocket secured(Socket socket, MailSettings settings, SSLSocketFactory trusting)
            throws IOException {
        var tls = (SSLSocket) trusting.createSocket(socket, settings.host(), settings.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /// Hands the letter over.
    ///
    /// @param letter as [Letter#encoded] gives it
    void send(MailSettings settings, Address from, Address to, String letter) throws IOException {
        greet();
        if (settings.credentials().isPresent()) {
            MailSettings.Credentials own = settings.credentials().get();
            String plain = "\0" + own.userName() + "\0" + own.password();
            say("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)), 235);
        }
        say("MAIL FROM:<" + from + ">", 250);
        say("RCPT TO:<" + to + ">", 250);
        say("DATA", 354);
        say(letter + ".", 250);
        try {
            say("QUIT", 221);
        } catch (IOException gone) {
            // the letter is theirs since they took it (RFC 5321 §4.1.1.4), whatever becomes of the connection
        }
    }

    /// By an address literal, since we know no name of ours (RFC 5321 §4.1.1.1, §4.1.3).
    private void greet() throws IOException {
        InetAddress own = socket.getLocalAddress();
        String address = own.getHostAddress();
        say(
                own instanceof Inet6Address
                        ? "EHLO [IPv6:%s]".formatted(address.replaceFirst("%.*", ""))
                        : "EHLO [%s]".formatted(address),
                250);
    }

    private void say(String line, int wanted) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(wanted);
    }

    private void expect(int wanted) throws IOException {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line();
            boolean last = line.length() == 3 || (line.length() > 3 && line.charAt(3) == ' ');
            if (last && line.startsWith(Integer.toString(wanted))) {
                return;
            }
            if (last || line.length() < 3) {
                throw new IOException("the server answers " + line);
            }
        }
        throw new IOException("the server's answer has no end");
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() >= LONGEST_LINE) {
                throw new IOException("the server's answer is cut off or too long");
            }
            if (c >= ' ' && c < 0x7F) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
