package io.lightwave.server.configuration;

import io.lightwave.server.web.ContentInputStream;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request within another: its own method, path, query, body, headers and attributes, and the other's connection.
final class InnerRequest extends HttpServletRequestWrapper {
    private final String method;
    private final String path;
    private final @Nullable String query; // null for none, as the interface has it
    private final byte[] content;
    private final Map<String, String> headers;
    private final Map<String, String[]> parameters = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    /// @param pathAndQuery percent-encoded
    InnerRequest(HttpServletRequest outer, String method, String pathAndQuery, byte[] content) {
        super(outer);
        int mark = pathAndQuery.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        this.query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        this.content = content.clone();
        this.headers = content.length == 0
                ? Map.of("accept", "*/*")
                : Map.of(
                        "accept",
                        "*/*",
                        "content-type",
                        contentType(method, path),
                        "content-length",
                        String.valueOf(content.length));
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(
                        pair.substring(0, equals),
                        new String[] {URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)});
            }
        }
        @Nullable Object origin = outer.getAttribute(io.lightwave.directory.Origin.class.getName());
        if (origin != null) {
            attributes.put(io.lightwave.directory.Origin.class.getName(), origin);
        }
    }

    private static String contentType(String method, String path) {
        return path.contains("/scim/")
                ? "application/scim+json"
                : method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(path);
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return query;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        @Nullable String value = getHeader(name);
        return value == null ? Collections.emptyEnumeration() : Collections.enumeration(java.util.List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(headers.keySet());
    }

    @Override
    public long getDateHeader(String name) {
        return -1;
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public @Nullable String getContentType() {
        return headers.get("content-type");
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public int getContentLength() {
        return content.length;
    }

    @Override
    public long getContentLengthLong() {
        return content.length;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8));
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ContentInputStream(content);
    }
}
