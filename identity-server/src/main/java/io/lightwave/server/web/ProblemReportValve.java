package io.lightwave.server.web;

import io.lightwave.directory.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// What Tomcat itself refuses (a malformed request line, an oversized header) is a problem too, and says nothing of
/// the server. Public because Tomcat makes it by name.
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Origin origin = RequestOrigin.of(request);
        SecurityHeaders.set(response, origin);
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        byte[] body = "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"requestId\":\"%s\"}"
                .formatted(title, status, origin.requestId())
                .getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType("application/problem+json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("the error could not be reported", e);
        }
    }
}
