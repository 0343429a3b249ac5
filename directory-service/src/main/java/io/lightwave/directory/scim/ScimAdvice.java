package io.lightwave.directory.scim;

import io.lightwave.directory.InvalidFieldException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

/// Turns what the SCIM endpoints throw into SCIM errors (RFC 7644 §3.12).
@RestControllerAdvice(assignableTypes = {ResourceEndpoint.class, BulkEndpoint.class, DiscoveryEndpoint.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ScimAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ScimAdvice.class);
    private static final String AGAIN_AFTER = "5"; // seconds
    private static final MediaType SCIM = MediaType.parseMediaType("application/scim+json");

    record Failure(
            List<String> schemas,
            String status,
            @Nullable String scimType,
            @Nullable String detail) {}

    @ExceptionHandler
    ResponseEntity<Failure> answer(Exception e, HttpServletRequest request) {
        Failure failure = describe(e);
        if (failure.status().equals("500")) {
            LOG.error("{} {}", request.getMethod(), request.getRequestURI(), e);
        }
        var headers = new HttpHeaders();
        if (e instanceof ErrorResponse known) {
            headers.putAll(known.getHeaders());
        }
        if (failure.status().equals("503")) {
            LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.toString());
            headers.set(HttpHeaders.RETRY_AFTER, AGAIN_AFTER);
        }
        return ResponseEntity.status(Integer.parseInt(failure.status()))
                .headers(headers)
                .contentType(SCIM)
                .body(failure);
    }

    static Failure describe(Exception e) {
        return switch (e) {
            case ScimException known -> failure(known.status().value(), known.type(), known.detail());
            case InvalidFieldException field ->
                failure(
                        field.isTaken() ? 409 : 400,
                        field.isTaken() ? "uniqueness" : "invalidValue",
                        (field.field().isEmpty() ? "the resource" : field.field()) + ": " + field.getMessage());
            case HttpMessageNotReadableException unreadable ->
                failure(400, "invalidSyntax", unreadable(unreadable.getCause()));
            case MethodArgumentTypeMismatchException mismatch
            when mismatch.getName().equals("tenant") -> failure(404, "", "there is no such tenant");
            case MethodArgumentTypeMismatchException mismatch ->
                failure(400, "invalidValue", mismatch.getName() + ": has the wrong form");
            case RejectedExecutionException _, PessimisticLockingFailureException _ ->
                failure(503, "", "busy, try again");
            case ErrorResponse known ->
                failure(known.getStatusCode().value(), "", known.getBody().getDetail());
            default -> failure(500, "", null);
        };
    }

    private static String unreadable(@Nullable Throwable cause) {
        if (!(cause instanceof JacksonException json)) {
            return "the body cannot be read";
        }
        int line = json.getLocation() == null ? 1 : json.getLocation().getLineNr();
        String member = json.getPath().isEmpty() ? "" : json.getPath().getLast().getPropertyName();
        return "the body is not the JSON that is expected here (line %d%s)"
                .formatted(line, member == null || member.isEmpty() ? "" : ", " + member);
    }

    private static Failure failure(int status, String type, @Nullable String detail) {
        return new Failure(
                List.of("urn:ietf:params:scim:api:messages:2.0:Error"),
                Integer.toString(status),
                type.isEmpty() ? null : type,
                detail);
    }
}
