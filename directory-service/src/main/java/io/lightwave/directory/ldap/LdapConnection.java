package io.lightwave.directory.ldap;

import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ServerTls;
import io.lightwave.directory.ldap.operation.Channel;
import io.lightwave.directory.ldap.operation.ConnectionId;
import io.lightwave.directory.ldap.operation.LdapOperations;
import io.lightwave.directory.ldap.operation.LdapSession;
import io.lightwave.directory.ldap.operation.Next;
import io.lightwave.directory.ldap.operation.StoppedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection and the virtual thread that serves it from the first byte to the last: whatever goes
/// wrong ends here.
final class LdapConnection implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(LdapConnection.class);
    private static final String NOTICE_OF_DISCONNECTION = "1.3.6.1.4.1.1466.20036";
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int FAREWELL_BYTES = 1 << 16;
    private static final int REQUESTS_IN_A_ROW = 4;

    private final Socket raw;
    private final ServerTls tls;
    private final LdapLimits limits;
    private final Deadline deadline = new Deadline();
    private final LdapSession session;
    private final MessageReader reader;
    private final ResponseWriter writer;
    private volatile Peer peer;
    private Socket socket;
    private boolean secure; // a Unix socket is from the beginning
    private volatile @Nullable Ending ending; // null as long as nobody but the peer may end the connection

    /// Why we end it.
    record Ending(ResultCode code, String diagnostic) {}

    LdapConnection(Socket raw, Peer peer, ConnectionId id, ServerTls tls, LdapOperations operations, LdapLimits limits)
            throws IOException {
        this.raw = raw;
        this.socket = raw;
        this.tls = tls;
        this.limits = limits;
        this.peer = peer;
        this.secure = peer.local().isPresent();
        this.session = operations.session(id, this, limits.pending());
        this.reader = new MessageReader(raw.getInputStream(), limits, deadline);
        this.writer = new ResponseWriter(raw.getOutputStream(), limits, deadline);
    }

    /// Reads the PROXY header that must come first.
    ///
    /// @return who connected to the proxy; empty when it is the proxy itself
    Optional<InetAddress> awaitProxyHeader() throws IOException, MalformedMessageException {
        deadline.busy(limits.handshake());
        Optional<InetAddress> client = ProxyHeader.read(raw.getInputStream());
        deadline.none();
        client.ifPresent(address -> peer = Peer.proxied(address));
        return client;
    }

    /// Serves until either side ends; for LDAPS with the TLS handshake first.
    void serve(boolean tlsFirst) {
        try {
            if (tlsFirst) {
                beginTls();
            }
            answerRequests();
        } catch (MalformedMessageException e) {
            Ending ordered = ending;
            disconnect(ordered != null ? ordered : new Ending(ResultCode.PROTOCOL_ERROR, e.reason()));
        } catch (IOException e) { // the peer is gone or no TLS came about: nobody is left to be told
            LOG.debug("LDAP connection from {} ended: {}", peer.address(), e.toString());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) { // must not reach the other connections
            LOG.error("LDAP connection from {} failed", peer.address(), e);
            disconnect(new Ending(ResultCode.OTHER, ""));
        } finally {
            close();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // fairness depends on it, correctness does not
    private void answerRequests() throws IOException, MalformedMessageException {
        for (int turn = 1; ; turn++) {
            if (turn % REQUESTS_IN_A_ROW == 0) {
                Thread.yield(); // a virtual thread that always finds input is never made to wait for the others
            }
            LDAPMessage request = nextRequest();
            Ending ordered = ending;
            if (ordered != null) {
                disconnect(ordered);
                return;
            }
            if (request == null) {
                return;
            }
            switch (session.answer(request)) {
                case Next.Request _ -> {}
                case Next.Tls _ -> {
                    writer.send();
                    beginTls();
                }
                case Next.End _ -> {
                    return;
                }
                case Next.Disconnect(ResultCode code, String diagnostic) -> {
                    disconnect(new Ending(code, diagnostic));
                    return;
                }
            }
        }
    }

    /// The next request, or null at the end of the input. Answers wait for each other while requests keep coming.
    private @Nullable LDAPMessage nextRequest() throws IOException, MalformedMessageException {
        LDAPMessage waiting = session.nextWaiting();
        if (waiting == null) {
            waiting = reader.pollRead(session.isBound());
        }
        if (waiting == null) {
            writer.send();
            waiting = reader.next(session.isBound());
        }
        return waiting;
    }

    private void beginTls() throws IOException, MalformedMessageException {
        deadline.busy(limits.handshake());
        var secured = (SSLSocket) tls.askingContext().getSocketFactory().createSocket(raw, null, true);
        secured.setUseClientMode(false);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(true);
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        deadline.none();
        session.forget();
        reader.continueOn(new TlsInput(secured, raw.getInputStream()));
        writer.continueOn(secured.getOutputStream());
        socket = secured;
        secure = true;
    }

    /// Says why (RFC 4511 §4.4.1), and reads on for a moment: closing on unread input would reset the connection, and
    /// the notice could be lost with it.
    private void disconnect(Ending why) {
        try {
            ProtocolOp notice = new ExtendedResponseProtocolOp(
                    why.code().intValue(), "", why.diagnostic(), List.of(), NOTICE_OF_DISCONNECTION, null);
            writer.add(0, notice, List.of());
            writer.send();
            deadline.busy(FAREWELL);
            socket.shutdownOutput();
            raw.getInputStream().skip(FAREWELL_BYTES);
        } catch (IOException e) {
            LOG.debug("LDAP connection from {} ended: {}", peer.address(), e.toString());
        }
    }

    private void close() {
        deadline.busy(FAREWELL);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("LDAP connection from {} ended: {}", peer.address(), e.toString());
        }
    }

    /// Ends the connection from outside with a notice, as soon as the request that is being answered is.
    void end(ResultCode code, String diagnostic) {
        ending = new Ending(code, diagnostic);
        try {
            raw.shutdownInput();
        } catch (IOException e) {
            abort();
        }
    }

    /// Ends the connection if its peer has let a deadline pass.
    void watch() {
        if (!deadline.isOver()) {
            return;
        }
        if (deadline.isIdle() && ending == null) {
            end(ResultCode.ADMIN_LIMIT_EXCEEDED, "idle for too long");
        } else {
            abort();
        }
    }

    /// Ends the connection without a word, whatever its thread is waiting for.
    void abort() {
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("LDAP connection from {} ended: {}", peer.address(), e.toString());
        }
    }

    @Override
    public String address() {
        return peer.address();
    }

    @Override
    public boolean isLoopback() {
        return peer.loopback();
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public Optional<LocalPeer> localPeer() {
        return peer.local();
    }

    @Override
    public Optional<X509Certificate> peerCertificate() {
        try {
            return socket instanceof SSLSocket secured
                            && secured.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) { // it has shown none
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> binding(String type) {
        return socket instanceof SSLSocket secured ? ChannelBindings.of(secured.getSession(), type) : Optional.empty();
    }

    @Override
    public boolean hasUnread() throws IOException {
        return session.hasWaiting() || reader.hasMore();
    }

    @Override
    public void send(int messageId, ProtocolOp response, List<Control> controls) throws IOException {
        writer.add(messageId, response, controls);
    }

    @Override
    public void flush() throws IOException {
        writer.send();
    }

    @Override
    public boolean awaitInput(Duration most) throws IOException {
        if (ending != null) {
            throw StoppedException.connectionEnds();
        }
        socket.setSoTimeout((int) most.toMillis());
        try {
            return reader.await();
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Override
    public @Nullable LDAPMessage poll() throws IOException {
        if (ending != null) {
            throw StoppedException.connectionEnds();
        }
        try {
            return reader.poll(session.isBound());
        } catch (MalformedMessageException e) { // the reader stays where it is and says so again at the next request
            throw StoppedException.connectionEnds();
        }
    }
}
