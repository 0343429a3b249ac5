package io.lightwave.directory.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLSocket;

/// What a TLS connection brings. The socket's own stream knows only of what it has decrypted; this one's `available`
/// also looks at what has arrived, so that an Abandon is seen while a search runs.
final class TlsInput extends InputStream {
    private static final int LOOK_MILLISECONDS = 1;

    private final SSLSocket socket;
    private final InputStream clear;
    private final InputStream arrived;
    private int ahead = -1; // the byte that a look has brought, or -1

    TlsInput(SSLSocket socket, InputStream arrived) throws IOException {
        this.socket = socket;
        this.clear = socket.getInputStream();
        this.arrived = arrived;
    }

    @Override
    public int available() throws IOException {
        if (ahead < 0 && clear.available() == 0 && arrived.available() > 0) {
            look();
        }
        return (ahead < 0 ? 0 : 1) + clear.available();
    }

    /// Decrypts one record if it has come in full. What has come of it stays with the socket otherwise.
    private void look() throws IOException {
        socket.setSoTimeout(LOOK_MILLISECONDS);
        try {
            ahead = clear.read();
        } catch (SocketTimeoutException e) {
            ahead = -1;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Override
    public int read() throws IOException {
        if (ahead < 0) {
            return clear.read();
        }
        int next = ahead;
        ahead = -1;
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ahead < 0 || length == 0) {
            return clear.read(into, offset, length);
        }
        into[offset] = (byte) read();
        int more = Math.min(length - 1, clear.available());
        return more == 0 ? 1 : 1 + Math.max(clear.read(into, offset + 1, more), 0);
    }
}
