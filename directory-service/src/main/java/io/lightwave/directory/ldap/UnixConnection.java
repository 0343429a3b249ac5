package io.lightwave.directory.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A connection over a Unix socket, for code that knows sockets. A channel can neither say how much has come nor wait
/// for a while only, so a thread reads ahead into a small buffer.
final class UnixConnection extends Socket {
    private static final int BUFFER_BYTES = 8_192;

    private final SocketChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private boolean ended;
    private volatile Duration patience = Duration.ZERO;

    UnixConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /// Begins to read.
    UnixConnection open() {
        Thread.ofVirtual().name("ldapi-reader").start(this::readAhead);
        return this;
    }

    private void readAhead() {
        ByteBuffer piece = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (channel.read(piece) >= 0) {
                piece.flip();
                if (!offer(piece)) {
                    return;
                }
                piece.clear();
            }
        } catch (IOException | InterruptedException _) { // either side has ended the connection
        } finally {
            endInput();
        }
    }

    /// Puts what was read into the buffer as it empties; false when nobody will take it.
    private boolean offer(ByteBuffer piece) throws InterruptedException {
        lock.lock();
        try {
            while (!ended && start < end) {
                changed.await();
            }
            start = 0;
            end = piece.remaining();
            piece.get(buffer, 0, end);
            changed.signalAll();
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    private void endInput() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (start == end && !ended) {
                if (patience.isZero()) {
                    changed.await();
                } else if (left <= 0) {
                    throw new SocketTimeoutException("nothing came in " + patience);
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            if (start == end) {
                return -1;
            }
            int count = Math.min(length, end - start);
            System.arraycopy(buffer, start, into, offset, count);
            start += count;
            changed.signalAll();
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : take(into, offset, length);
            }

            @Override
            public int available() {
                lock.lock();
                try {
                    return end - start;
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        };
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        patience = Duration.ofMillis(milliseconds);
    }

    @Override
    public void shutdownInput() throws IOException {
        endInput();
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        endInput();
        channel.close();
    }
}
