package io.lightwave.server.web;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.LastAdministratorException;
import io.lightwave.server.web.Problem.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/// Turns what endpoints throw into RFC 9457 problems; the last advice, after those of the other protocols.
@RestControllerAdvice
@Order
final class ProblemAdvice {
    private static final String AGAIN_AFTER = "5"; // seconds
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final int BAD_REQUEST = 400;
    private static final Set<String> NOT_IN_REPERTOIRE = Set.of("22021", "22P05"); // of a text, of JSON

    private final Audit audit;

    ProblemAdvice(Audit audit) {
        this.audit = audit;
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(Exception e, HttpServletRequest request) {
        BodyTooLargeException tooLarge = causeOf(e, BodyTooLargeException.class);
        if (tooLarge != null) {
            return problem(request, 413, tooLarge.getMessage(), List.of());
        }
        JacksonException json = causeOf(e, JacksonException.class);
        return switch (e) {
            case InvalidFieldException field ->
                invalid(request, new FieldError(field.field(), String.valueOf(field.getMessage())));
            case JacksonException fault -> invalid(request, JsonFaults.describe(fault));
            case HttpMessageNotReadableException _ when json != null -> invalid(request, JsonFaults.describe(json));
            case HttpMessageNotReadableException _ ->
                invalid(request, new FieldError("", "body is missing or cannot be read"));
            case UnknownTenantException _ ->
                problem(request, 404, "there is no such tenant", List.of(new FieldError("tenant", "no such tenant")));
            case MethodArgumentTypeMismatchException mismatch
            when causeOf(mismatch, UnknownTenantException.class) != null ->
                problem(request, 404, "there is no such tenant", List.of(new FieldError("tenant", "no such tenant")));
            case MethodArgumentTypeMismatchException mismatch ->
                invalid(request, new FieldError(mismatch.getName(), "has the wrong form"));
            case MissingServletRequestParameterException missing ->
                invalid(request, new FieldError(missing.getParameterName(), "is missing"));
            case MissingRequestValueException _ -> problem(request, BAD_REQUEST, "a parameter is missing", List.of());
            case NoHandlerFoundException _, NoResourceFoundException _ -> problem(request, 404, null, List.of());
            case LastAdministratorException last -> conflict(request, last);
            case RejectedExecutionException _, PessimisticLockingFailureException _ -> busy(request, e);
            case InvalidParameterException parameters ->
                problem(request, parameters.getErrorCode(), "the parameters cannot be read", List.of());
            case RuntimeException _
            when hasNul(e) -> invalid(request, new FieldError("", "has a NUL, which no text may have"));
            case ErrorResponse known -> known(request, known);
            default -> unexpected(request, e);
        };
    }

    private static ResponseEntity<Problem> known(HttpServletRequest request, ErrorResponse known) {
        int status = known.getStatusCode().value();
        if (status >= 500) {
            LOG.error("{} {}", RequestOrigin.of(request).requestId(), known, (Exception) known);
        }
        String detail = status >= 500 ? null : known.getBody().getDetail();
        return respond(known.getHeaders(), Problems.of(request, status, detail, List.of()));
    }

    private ResponseEntity<Problem> conflict(HttpServletRequest request, LastAdministratorException last) {
        String actor = RequestArguments.caller(request).map(Caller::actor).orElse("anonymous");
        audit.record(new AuditEvent(
                last.tenant(),
                actor,
                "administrators.end",
                request.getRequestURI(),
                AuditEvent.Outcome.REFUSED,
                last.detail(),
                RequestOrigin.of(request)));
        return problem(request, 409, last.detail(), List.of());
    }

    private static ResponseEntity<Problem> busy(HttpServletRequest request, Exception busy) {
        LOG.warn("{} {}", RequestOrigin.of(request).requestId(), busy.toString());
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, AGAIN_AFTER);
        return respond(headers, Problems.of(request, 503, "busy, try again", List.of()));
    }

    private static ResponseEntity<Problem> unexpected(HttpServletRequest request, Exception e) {
        LOG.error("{} {} {}", RequestOrigin.of(request).requestId(), request.getMethod(), request.getRequestURI(), e);
        return problem(request, 500, null, List.of());
    }

    private static ResponseEntity<Problem> invalid(HttpServletRequest request, FieldError error) {
        String detail =
                error.field().isEmpty() ? "the request " + error.detail() : error.field() + ": " + error.detail();
        return problem(request, BAD_REQUEST, detail, List.of(error));
    }

    private static ResponseEntity<Problem> problem(
            HttpServletRequest request, int status, @Nullable String detail, List<FieldError> errors) {
        return respond(HttpHeaders.EMPTY, Problems.of(request, status, detail, errors));
    }

    private static ResponseEntity<Problem> respond(HttpHeaders headers, Problem problem) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /// What PostgreSQL says of it, whichever field it was in.
    private static boolean hasNul(Exception e) {
        SQLException refused = causeOf(e, SQLException.class);
        return refused != null && NOT_IN_REPERTOIRE.contains(String.valueOf(refused.getSQLState()));
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
