package io.lightwave.server.idempotency;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// An answer as it is kept for repeats of its request.
///
/// @param headers those that belong to what was made, not to the one exchange
/// @param body in Base64
record KeptAnswer(int status, Map<String, String> headers, String body) {
    private static final List<String> HEADERS = List.of("Content-Type", "Location", "ETag");

    static KeptAnswer of(ContentCachingResponseWrapper response) {
        var headers = new LinkedHashMap<String, String>();
        for (String name : HEADERS) {
            String value = name.equals("Content-Type") ? response.getContentType() : response.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new KeptAnswer(
                response.getStatus(), headers, Base64.getEncoder().encodeToString(response.getContentAsByteArray()));
    }

    void write(HttpServletResponse response) throws IOException {
        byte[] content = Base64.getDecoder().decode(body);
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    @Override
    public String toString() {
        return "KeptAnswer[status=" + status + "]";
    }
}
