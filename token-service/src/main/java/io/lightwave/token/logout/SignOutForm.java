package io.lightwave.token.logout;

import io.lightwave.directory.TenantId;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;

/// The sign-out form's proof that it is ours: a value that only the session's cookie gives.
public final class SignOutForm {
    private SignOutForm() {}

    /// The value for the browser that sent the request; empty when it holds no session cookie.
    public static String csrf(TenantId tenant, HttpServletRequest request) {
        return SessionCookie.SESSION
                .read(tenant, request)
                .map(secret -> secret.derive("sign-out form of " + tenant))
                .orElse("");
    }
}
