package io.lightwave.server.idempotency;

import io.lightwave.server.web.ContentInputStream;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
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
        return new ContentInputStream(content);
    }
}
