package io.lightwave.token.login;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/// One request of a browser to the pages of a sign-in.
///
/// @param destination what the person signs in for
record Visit(
        Tenant tenant,
        Destination destination,
        HttpServletRequest request,
        HttpServletResponse response,
        Origin origin) {

    /// The secret in the browser's sign-in cookie; empty when it has none.
    Optional<OpaqueSecret> browser() {
        return SessionCookie.SIGN_IN.read(tenant.id(), request);
    }

    /// What has been decided about it.
    Decisions decisions() {
        return Decisions.of(request);
    }

    /// What to note of it.
    ///
    /// @param userName whose sign-in it is, or would be; may be empty
    AuditEvent event(String userName, String action, String target, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(
                tenant.id(), "user:%s@%s".formatted(userName, tenant.id()), action, target, outcome, reason, origin);
    }

    Visit to(Destination other) {
        return new Visit(tenant, other, request, response, origin);
    }
}
