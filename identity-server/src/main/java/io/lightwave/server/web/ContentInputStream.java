package io.lightwave.server.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;

/// The body of a request that is there whole.
public final class ContentInputStream extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    /// @param content is not copied
    public ContentInputStream(byte[] content) {
        this.bytes = new ByteArrayInputStream(content);
    }

    @Override
    public int read() {
        return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return bytes.read(buffer, offset, length);
    }

    @Override
    public boolean isFinished() {
        return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    /// @throws IllegalStateException always: it is read at once
    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("read at once");
    }
}
