package io.lightwave.server.security;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.server.web.Problems;
import io.lightwave.token.AccessTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Answers refusals, and records why.
final class Refusals {
    private static final String REALM = "Bearer realm=\"lightwave\"";

    private final Problems problems;
    private final AccessTokens tokens;
    private final Audit audit;

    Refusals(Problems problems, AccessTokens tokens, Audit audit) {
        this.tokens = tokens;
        this.problems = problems;
        this.audit = audit;
    }

    /// 401 (RFC 6750 §3, RFC 9449 §7.1): without an error code when no credential was shown.
    ///
    /// @param error empty when none was
    /// @param tenant whose nonce a proof needs
    void unauthenticated(
            HttpServletRequest request, HttpServletResponse response, boolean scim, String error, TenantId tenant)
            throws IOException {
        boolean tokenShown = !error.isEmpty();
        if (!tokenShown || error.equals(AccessTokens.INVALID_TOKEN)) {
            response.setHeader(
                    "WWW-Authenticate",
                    tokenShown
                            ? REALM
                                    + ", error=\"invalid_token\", error_description=\"the access token is not valid here\""
                            : REALM);
        }
        tokens.challengeForProof(tenant, response, error);
        String detail = tokenShown ? "the access token is not valid here" : "an access token is needed";
        write(request, response, scim, HttpServletResponse.SC_UNAUTHORIZED, detail);
    }

    /// 401 (RFC 9470 §3), for sessions of the console.
    void unproven(HttpServletRequest request, HttpServletResponse response, boolean scim) throws IOException {
        response.setHeader(
                "WWW-Authenticate",
                "%s, error=\"insufficient_user_authentication\", max_age=\"%d\""
                        .formatted(REALM, FreshProof.AGE.toSeconds()));
        write(
                request,
                response,
                scim,
                HttpServletResponse.SC_UNAUTHORIZED,
                "this needs a sign-in of the last %d minutes".formatted(FreshProof.AGE.toMinutes()));
    }

    /// 400, before anybody looks at a parameter.
    void unreadable(HttpServletRequest request, HttpServletResponse response, boolean scim) throws IOException {
        write(request, response, scim, HttpServletResponse.SC_BAD_REQUEST, "the query is no text in UTF-8");
    }

    void denied(HttpServletRequest request, HttpServletResponse response, boolean scim, String detail)
            throws IOException {
        write(request, response, scim, HttpServletResponse.SC_FORBIDDEN, detail);
    }

    void hidden(HttpServletRequest request, HttpServletResponse response, boolean scim) throws IOException {
        write(request, response, scim, HttpServletResponse.SC_NOT_FOUND, null);
    }

    void record(TenantId trail, String actor, String action, String reason, HttpServletRequest request) {
        Origin origin = Problems.origin(request);
        String target = request.getMethod() + " " + request.getRequestURI();
        audit.record(new AuditEvent(
                trail,
                actor,
                action,
                target.substring(0, Math.min(target.length(), 300)),
                Outcome.REFUSED,
                reason,
                origin));
    }

    private void write(
            HttpServletRequest request, HttpServletResponse response, boolean scim, int status, @Nullable String detail)
            throws IOException {
        if (!scim) {
            problems.write(request, response, status, detail);
            return;
        }
        byte[] body =
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"%d\",\"detail\":\"%s\"}"
                        .formatted(status, detail == null ? "there is no such thing" : detail)
                        .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/scim+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
