package io.lightwave.server.web;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/// What a connection has read or is about to write, in clear: two buffers that come into being when they are asked for,
/// and can be given back when nothing is in them.
final class LentBuffers extends SocketBufferHandler {
    private int size;
    private @Nullable SocketBufferHandler reading; // null while nothing has been read
    private @Nullable SocketBufferHandler writing; // null while there is nothing to write

    /// @param size of each, in bytes, until it is expanded
    LentBuffers(int size) {
        super(0, 0, false);
        this.size = size;
    }

    private SocketBufferHandler reading() {
        var lent = reading;
        if (lent == null) {
            lent = new SocketBufferHandler(size, 0, false);
            reading = lent;
        }
        return lent;
    }

    private SocketBufferHandler writing() {
        var lent = writing;
        if (lent == null) {
            lent = new SocketBufferHandler(0, size, false);
            writing = lent;
        }
        return lent;
    }

    /// Forgets what is empty. Whoever has taken one of them keeps it to himself: it is never lent again.
    void giveBack() {
        if (isReadBufferEmpty()) {
            reading = null;
        }
        if (isWriteBufferEmpty()) {
            writing = null;
        }
    }

    int bytesHeld() {
        return (reading == null ? 0 : size) + (writing == null ? 0 : size);
    }

    @Override
    public void configureReadBufferForWrite() {
        reading().configureReadBufferForWrite();
    }

    @Override
    public void configureReadBufferForRead() {
        reading().configureReadBufferForRead();
    }

    @Override
    public ByteBuffer getReadBuffer() {
        return reading().getReadBuffer();
    }

    @Override
    public boolean isReadBufferEmpty() {
        return reading == null || reading.isReadBufferEmpty();
    }

    @Override
    public void unReadReadBuffer(ByteBuffer returned) {
        reading().unReadReadBuffer(returned);
    }

    @Override
    public void configureWriteBufferForWrite() {
        writing().configureWriteBufferForWrite();
    }

    @Override
    public void configureWriteBufferForRead() {
        writing().configureWriteBufferForRead();
    }

    @Override
    public boolean isWriteBufferWritable() {
        return writing == null || writing.isWriteBufferWritable();
    }

    @Override
    public ByteBuffer getWriteBuffer() {
        return writing().getWriteBuffer();
    }

    @Override
    public boolean isWriteBufferEmpty() {
        return writing == null || writing.isWriteBufferEmpty();
    }

    @Override
    public void reset() {
        reading = null;
        writing = null;
    }

    @Override
    public void expand(int newSize) {
        size = Math.max(size, newSize);
        if (reading != null) {
            reading.expand(size);
        }
        if (writing != null) {
            writing.expand(size);
        }
    }
}
