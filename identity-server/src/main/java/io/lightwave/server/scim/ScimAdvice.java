package io.lightwave.server.scim;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.server.web.JsonFaults;
import io.lightwave.server.web.Problem.FieldError;
import io.lightwave.server.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

/// Turns what the SCIM endpoints throw into SCIM errors (RFC 7644 §3.12).
@RestControllerAdvice(assignableTypes = {UserEndpoint.class, ProviderEndpoint.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ScimAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ScimAdvice.class);
    private static final MediaType SCIM = MediaType.parseMediaType("application/scim+json");

    record Failure(
            List<String> schemas,
            String status,
            @Nullable String scimType,
            @Nullable String detail) {}

    @ExceptionHandler
    ResponseEntity<Failure> answer(Exception e, HttpServletRequest request) {
        return switch (e) {
            case ScimException known -> failure(known.status().value(), known.type(), known.getMessage());
            case InvalidFieldException field
            when field.isTaken() -> failure(409, "uniqueness", field.field() + ": " + field.getMessage());
            case InvalidFieldException field -> failure(400, "invalidValue", field.field() + ": " + field.getMessage());
            case HttpMessageNotReadableException unreadable
            when unreadable.getCause() instanceof JacksonException json -> {
                FieldError error = JsonFaults.describe(json);
                yield failure(400, "invalidSyntax", (error.field() + " " + error.detail()).strip());
            }
            case HttpMessageNotReadableException _ -> failure(400, "invalidSyntax", "the body cannot be read");
            case MethodArgumentTypeMismatchException mismatch
            when mismatch.getName().equals("tenant") -> failure(404, "", "there is no such tenant");
            case MethodArgumentTypeMismatchException mismatch ->
                failure(400, "invalidValue", mismatch.getName() + ": has the wrong form");
            case ErrorResponse known ->
                failure(known.getStatusCode().value(), "", known.getBody().getDetail());
            default -> {
                LOG.error("{} {}", Problems.origin(request).requestId(), request.getRequestURI(), e);
                yield failure(500, "", null);
            }
        };
    }

    private static ResponseEntity<Failure> failure(int status, String type, @Nullable String detail) {
        return ResponseEntity.status(status)
                .contentType(SCIM)
                .body(new Failure(
                        List.of("urn:ietf:params:scim:api:messages:2.0:Error"),
                        Integer.toString(status),
                        type.isEmpty() ? null : type,
                        detail));
    }
}
