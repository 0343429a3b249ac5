package io.lightwave.server.web;

import io.lightwave.directory.Origin;
import io.lightwave.server.web.Problem.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.ObjectMapper;

/// Makes problems, and writes them where no controller is near.
public final class Problems {
    private final ObjectMapper mapper;

    public Problems(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /// @param detail null when the status says it all
    public static Problem of(HttpServletRequest request, int status, @Nullable String detail, List<FieldError> errors) {
        HttpStatus known = HttpStatus.resolve(status);
        return new Problem(
                "about:blank",
                known == null ? "Error" : known.getReasonPhrase(),
                status,
                detail,
                request.getRequestURI(),
                errors,
                RequestOrigin.of(request).requestId());
    }

    /// Answers with a problem; no effect when an answer has begun.
    public void write(HttpServletRequest request, HttpServletResponse response, int status, @Nullable String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = mapper.writeValueAsBytes(of(request, status, detail, List.of()));
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// Answers as [ProblemAdvice] would have it answered.
    void write(HttpServletResponse response, ResponseEntity<Problem> answer) throws IOException {
        byte[] body = mapper.writeValueAsBytes(answer.getBody());
        response.resetBuffer();
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// Where a request came from, as [RequestBoundary] found it.
    public static Origin origin(HttpServletRequest request) {
        return RequestOrigin.of(request);
    }
}
