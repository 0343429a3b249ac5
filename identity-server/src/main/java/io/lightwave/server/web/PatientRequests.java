package io.lightwave.server.web;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/// One request after the other of one connection at a time, which knows how long it has waited for the peer.
final class PatientRequests extends Http11Processor {
    private static final long BYTES_A_SECOND = 1_024;

    private final PatientHttp11 protocol;
    private final Body body;
    private volatile long skippingSince; // a body that nobody has read; 0 when that is not being done

    PatientRequests(PatientHttp11 protocol, Adapter adapter) {
        super(protocol, adapter);
        this.protocol = protocol;
        this.body = new Body(request.getInputBuffer());
        request.setInputBuffer(body);
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        int before = requests();
        boolean partial = false;
        boolean kept = false;
        protocol.begin(connection, this);
        try {
            SocketState state = super.service(connection);
            partial = state == SocketState.LONG && !isAsync();
            kept = state == SocketState.OPEN && requests() == before; // nothing but blank lines
            return state;
        } finally {
            skippingSince = 0;
            protocol.end(connection, !kept && (!partial || requests() != before), partial);
        }
    }

    private int requests() {
        return request.getRequestProcessor().getRequestCount();
    }

    /// For the body of the request that is being served, in all, less what its size accounts for.
    Duration hasWaited(long now) {
        if (request.getRequestProcessor().getStage() == Constants.STAGE_ENDINPUT) {
            if (skippingSince == 0) {
                skippingSince = now;
            }
            return Duration.ofNanos(now - skippingSince);
        }
        skippingSince = 0;
        return Duration.ofNanos(body.waited(now)).minusMillis(request.getBytesRead() * 1_000 / BYTES_A_SECOND);
    }

    private final class Body implements InputBuffer {
        private final InputBuffer bytes;
        private volatile long before; // what has been waited until now
        private volatile long since; // 0 when nobody waits

        Body(InputBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            long now = System.nanoTime();
            long already = request.getBytesRead() == 0 ? 0 : before;
            before = already;
            since = now;
            try {
                return bytes.doRead(handler);
            } finally {
                since = 0;
                before = already + System.nanoTime() - now;
            }
        }

        @Override
        public int available() {
            return bytes.available();
        }

        long waited(long now) {
            long begun = since;
            return begun == 0 ? 0 : before + now - begun;
        }
    }
}
