package io.lightwave.token.mail;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import io.lightwave.token.MailSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// A submission server on loopback, under a certificate for `localhost`, that keeps what it is handed.
public final class PostOffice implements AutoCloseable {
    private static final OID SUBJECT_ALTERNATIVE_NAME = new OID("2.5.29.17");
    private static final byte DNS_NAME = (byte) 0x82;
    private static final Pattern LINK = Pattern.compile("https://[^\\s]+");

    private final ServerSocket listener;
    private final SSLContext context;
    private final BlockingQueue<Delivered> delivered = new LinkedBlockingQueue<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final boolean tls;
    private volatile String early = "";
    private volatile String farewell = "221 bye";

    /// @param head its header, as it came
    /// @param text decoded
    public record Delivered(String to, String head, String text) {
        public String link() {
            Matcher link = LINK.matcher(text);
            if (!link.find()) {
                throw new AssertionError("no link: " + text);
            }
            return link.group();
        }
    }

    public PostOffice() {
        this(true);
    }

    /// @param tls whether from the first byte; else by STARTTLS
    public PostOffice(boolean tls) {
        this.tls = tls;
        try {
            context = context("localhost");
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            listener = tls
                    ? context.getServerSocketFactory().createServerSocket(0, 50, loopback)
                    : new ServerSocket(0, 50, loopback);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private static SSLContext context(String name) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        long now = System.currentTimeMillis();
        Certificate certificate;
        try {
            certificate = com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(
                            SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                            pair,
                            new DN("cn=post"),
                            now - Duration.ofHours(1).toMillis(),
                            now + Duration.ofDays(1).toMillis(),
                            new X509CertificateExtension(
                                    SUBJECT_ALTERNATIVE_NAME,
                                    false,
                                    new ASN1Sequence(new ASN1OctetString(DNS_NAME, name)).encode()))
                    .toCertificate();
        } catch (com.unboundid.ldap.sdk.LDAPException | com.unboundid.util.ssl.cert.CertException e) {
            throw new GeneralSecurityException(e);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("anchor", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /// What has been handed over and not been read yet; empty when nothing has.
    public Optional<Delivered> poll() {
        return Optional.ofNullable(delivered.poll());
    }

    public MailSettings settings(String host) {
        return new MailSettings(
                host,
                listener.getLocalPort(),
                tls,
                Optional.of(new MailSettings.Credentials("lightwave", "hush")),
                "no-reply@acme.example");
    }

    /// Who believes in it.
    public SSLSocketFactory trusting() {
        return context.getSocketFactory();
    }

    /// Says this more than it was asked, before TLS.
    void saysEarly(String more) {
        early = more;
    }

    /// Closes the connection when it is bidden farewell.
    void goesWithoutAWord() {
        farewell = "";
    }

    List<String> commands() {
        return commands;
    }

    /// The next letter.
    public Delivered next() {
        try {
            Delivered letter = delivered.poll(120, TimeUnit.SECONDS);
            if (letter == null) {
                throw new AssertionError("no letter came");
            }
            return letter;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket socket = accepted) {
            Socket current = socket;
            say(current, "220 post");
            var in = reader(current);
            String to = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                if (line.startsWith("EHLO")) {
                    say(current, "250-post");
                    say(current, tls || current instanceof javax.net.ssl.SSLSocket ? "250 AUTH PLAIN" : "250 STARTTLS");
                } else if (line.equals("STARTTLS")) {
                    current.getOutputStream().write(("220 go\r\n" + early).getBytes(StandardCharsets.US_ASCII));
                    current.getOutputStream().flush();
                    var secured = (javax.net.ssl.SSLSocket) context.getSocketFactory()
                            .createSocket(current, "localhost", listener.getLocalPort(), true);
                    secured.setUseClientMode(false);
                    current = secured;
                    in = reader(current);
                } else if (line.startsWith("AUTH")) {
                    boolean ours = line.endsWith(Base64.getEncoder()
                            .encodeToString("\0lightwave\0hush".getBytes(StandardCharsets.US_ASCII)));
                    say(current, ours ? "235 welcome" : "535 no");
                } else if (line.startsWith("RCPT")) {
                    to = line.substring("RCPT TO:<".length(), line.length() - 1);
                    say(current, "250 ok");
                } else if (line.equals("DATA")) {
                    say(current, "354 go on");
                    delivered.add(read(in, to));
                    say(current, "250 kept");
                } else if (line.equals("QUIT")) {
                    if (!farewell.isEmpty()) {
                        say(current, farewell);
                    }
                    return;
                } else {
                    say(current, "250 ok");
                }
            }
        } catch (IOException gone) {
            // the client has gone
        }
    }

    private static Delivered read(BufferedReader in, String to) throws IOException {
        var head = new StringBuilder();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        var body = new StringBuilder();
        for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
            body.append(line);
        }
        return new Delivered(
                to,
                head.toString(),
                new String(Base64.getMimeDecoder().decode(body.toString()), StandardCharsets.UTF_8));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
