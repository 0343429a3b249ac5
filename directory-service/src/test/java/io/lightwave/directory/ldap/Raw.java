package io.lightwave.directory.ldap;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// A peer that sends whatever bytes it likes.
final class Raw implements AutoCloseable {
    private final Socket socket;
    private final ASN1StreamReader in;

    Raw(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new ASN1StreamReader(socket.getInputStream());
        socket.setSoTimeout(120_000);
    }

    static Raw to(int port) throws IOException {
        return new Raw(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static Raw to(Path unixSocket) throws IOException {
        return new Raw(new UnixConnection(SocketChannel.open(UnixDomainSocketAddress.of(unixSocket))).open());
    }

    Raw hex(String bytes) throws IOException {
        return bytes(HexFormat.of().parseHex(bytes.replaceAll("\\s", "")));
    }

    Raw bytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Raw message(int id, ProtocolOp operation) throws IOException {
        return bytes(new LDAPMessage(id, operation).encode().encode());
    }

    /// The next message from the server, or empty when it has closed the connection.
    Optional<LDAPMessage> answer() throws IOException, LDAPException {
        return Optional.ofNullable(LDAPMessage.readFrom(in, false));
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
