package io.lightwave.server.idempotency;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A request whose body was read already, and is there for the endpoint all the same.
final class ReadBody extends HttpServletRequestWrapper {
    private final byte[] content;

    /// Reads it; the request's own limit holds.
    ReadBody(HttpServletRequest request) throws IOException {
        super(request);
        this.content = request.getInputStream().readAllBytes();
    }

    byte[] content() {
        return content.clone();
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Content(new ByteArrayInputStream(content));
    }

    private static final class Content extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Content(ByteArrayInputStream bytes) {
            this.bytes = bytes;
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

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("read at once");
        }
    }
}
