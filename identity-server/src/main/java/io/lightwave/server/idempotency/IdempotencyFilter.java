package io.lightwave.server.idempotency;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Caller;
import io.lightwave.server.idempotency.Commits.Seen;
import io.lightwave.server.idempotency.IdempotentRequests.Claim;
import io.lightwave.server.web.Problems;
import io.lightwave.server.web.RequestArguments;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// Makes a POST of the API that has an `Idempotency-Key` once. It stands behind the gate: who may no longer make a
/// request is not given its answer either.
final class IdempotencyFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final String API = "/api/v1/";
    private static final Pattern STREAMED = Pattern.compile("/api/v1/tenants/[^/]+/ldif");
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int BUSY = 503;

    private final transient IdempotentRequests requests;
    private final transient Commits commits;
    private final transient Problems problems;
    private final transient Audit audit;

    IdempotencyFilter(IdempotentRequests requests, Commits commits, Problems problems, Audit audit) {
        this.requests = requests;
        this.commits = commits;
        this.problems = problems;
        this.audit = audit;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Caller> caller = RequestArguments.caller(request);
        if (!request.getMethod().equals("POST")
                || !request.getRequestURI().startsWith(API)
                || request.getHeader(IdempotencyKey.HEADER) == null
                || caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<IdempotencyKey> key = IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
        if (key.isEmpty()) {
            problems.write(
                    request, response, 400, "Idempotency-Key: is not one string in quotes of 1 to 255 characters");
        } else if (STREAMED.matcher(request.getRequestURI()).matches()) {
            problems.write(request, response, 400, "Idempotency-Key: an import takes none: it is resumed by its id");
        } else {
            once(request, response, chain, caller.get(), key.get());
        }
    }

    private void once(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Caller caller,
            IdempotencyKey key)
            throws IOException, ServletException {
        var read = new ReadBody(request);
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        String operation = "POST " + request.getRequestURI() + query;
        switch (requests.claim(caller.principal(), operation, key, hash(request.getContentType(), read.content()))) {
            case Claim.First(var id) -> {
                var answer = new ContentCachingResponseWrapper(response);
                if (isMade(read, answer, chain)) {
                    requests.answered(id, KeptAnswer.of(answer));
                } else {
                    requests.notMade(id);
                }
                answer.copyBodyToResponse();
            }
            case Claim.Repeated(var answer) -> {
                record(request, caller, Outcome.SUCCESS, "the same request was answered before, and so is this");
                answer.write(response);
            }
            case Claim.TooLarge _ ->
                refuse(request, response, caller, 409, "this was answered, by more than is kept: look what there is");
            case Claim.Unanswered _ ->
                refuse(
                        request,
                        response,
                        caller,
                        409,
                        "this was begun and has not been answered: come again, or look what there is if it stays so");
            case Claim.Different _ ->
                refuse(request, response, caller, 422, "this Idempotency-Key was used with another body");
            case Claim.TooMany _ ->
                refuse(
                        request,
                        response,
                        caller,
                        429,
                        "more than %d keys of the last %d hours"
                                .formatted(IdempotentRequests.MOST, IdempotentRequests.LIFETIME.toHours()));
        }
    }

    /// Makes the request, and says whether its answer holds for repeats. A failure of the server does when part of the
    /// request was committed before, or may have been, since that part would be made twice.
    private boolean isMade(ReadBody request, ContentCachingResponseWrapper answer, FilterChain chain)
            throws IOException, ServletException {
        commits.begin();
        Seen seen;
        try {
            chain.doFilter(request, answer);
        } finally {
            seen = commits.end();
        }
        int status = answer.getStatus();
        return switch (status) {
            case TOO_MANY -> false;
            case BUSY -> seen == Seen.COMMITTED; // a commit that others were in the way of is known to have failed
            default -> status < SERVER_ERROR || seen != Seen.NOTHING;
        };
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, Caller caller, int status, String reason)
            throws IOException {
        record(request, caller, Outcome.REFUSED, reason);
        problems.write(request, response, status, reason);
    }

    private void record(HttpServletRequest request, Caller caller, Outcome outcome, String reason) {
        String target = "POST " + request.getRequestURI();
        audit.record(new AuditEvent(
                caller.principal().tenant(),
                caller.actor(),
                "api.repeat",
                target.substring(0, Math.min(target.length(), 300)),
                outcome,
                reason,
                caller.origin()));
    }

    /// @param contentType null when the request says none
    private static String hash(@Nullable String contentType, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((contentType + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
