package io.lightwave.server.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;

/// A TLS connection that has its four buffers of a record only while it is used. One that has waited a second for its
/// next request gives them back, and one whose answer takes long, as a stream of events does, after each write.
final class ThriftyChannel extends SecureNioChannel {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int RECORD = 17 << 10; // until there is an engine that says how large one may be
    private static final long LONG = Duration.ofSeconds(1).toNanos();

    private final LentBuffers application;
    private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
    private volatile long restingSince = System.nanoTime();
    private long busySince; // by nanoTime

    /// Whose the buffers are: of the thread that serves the connection, nobody's, or of the one that tidies up.
    private enum State {
        BUSY,
        RESTING,
        GIVING_BACK
    }

    /// @param application must be its own
    ThriftyChannel(LentBuffers application, NioEndpoint endpoint) {
        super(application, endpoint);
        this.application = application;
        netInBuffer = NONE;
        netOutBuffer = NONE;
    }

    /// A thread takes the connection up; before it does, nothing may be asked of the buffers.
    void work() {
        while (state.get() != State.BUSY) {
            if (state.compareAndSet(State.RESTING, State.BUSY)) {
                busySince = System.nanoTime();
            } else {
                Thread.onSpinWait(); // for the few steps of tidying up
            }
        }
    }

    /// The connection waits for its peer's next request. Only the thread that serves it may say so.
    void rest() {
        restingSince = System.nanoTime();
        state.compareAndSet(State.BUSY, State.RESTING);
    }

    /// Gives back what is empty if the connection has been waiting for a while; for any thread.
    ///
    /// @param now by nanoTime
    void tidy(long now) {
        if (now - restingSince > LONG && state.compareAndSet(State.RESTING, State.GIVING_BACK)) {
            giveBack();
            state.set(State.RESTING);
        }
    }

    int bytesHeld() {
        return netInBuffer.capacity() + netOutBuffer.capacity() + application.bytesHeld();
    }

    private void giveBack() {
        application.giveBack();
        if (netInBuffer.position() == 0) {
            netInBuffer = NONE;
        }
        if (!netOutBuffer.hasRemaining()) {
            netOutBuffer = NONE;
        }
    }

    private void lend() {
        work();
        if (netOutBuffer.capacity() == 0) {
            netOutBuffer = ByteBuffer.allocate(recordSize()).limit(0); // as one that has been flushed
        }
    }

    /// Who reads may have to write: an answer to a change of keys.
    private void lendBoth() {
        lend();
        if (netInBuffer.capacity() == 0) {
            netInBuffer = ByteBuffer.allocate(recordSize());
        }
    }

    private int recordSize() {
        return sslEngine == null ? RECORD : sslEngine.getSession().getPacketBufferSize();
    }

    @Override
    public int handshake(boolean read, boolean write) throws IOException {
        if (isHandshakeComplete()) {
            return 0;
        }
        lendBoth();
        try {
            return super.handshake(read, write);
        } finally {
            giveBack();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        lendBoth();
        return super.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        lendBoth();
        return super.read(into, offset, length);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        lend();
        try {
            return super.write(from);
        } finally {
            giveBackInALongAnswer();
        }
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        lend();
        try {
            return super.write(from, offset, length);
        } finally {
            giveBackInALongAnswer();
        }
    }

    private void giveBackInALongAnswer() {
        if (System.nanoTime() - busySince > LONG) {
            giveBack();
        }
    }

    @Override
    public void close() throws IOException {
        lend();
        super.close();
    }
}
