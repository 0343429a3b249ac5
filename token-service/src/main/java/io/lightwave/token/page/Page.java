package io.lightwave.token.page;

import io.lightwave.directory.Tenant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/// A page of the tenant's, with what stands on it.
public sealed interface Page {

    Tenant tenant();

    default HttpStatus status() {
        return HttpStatus.OK;
    }

    /// Where its form may lead besides our own origin, redirects included (CSP `form-action`).
    default String furtherFormTargets() {
        return "";
    }

    /// @param client what the person signs in to; empty when it is nothing in particular
    /// @param request the authorization request that waits, as a query string; may be empty
    /// @param alert empty at first
    /// @param furtherFormTargets see [Page#furtherFormTargets]
    record SignIn(
            Tenant tenant,
            Optional<String> client,
            String csrf,
            String request,
            String userName,
            Optional<Alert> alert,
            String furtherFormTargets)
            implements Page {
        @Override
        public HttpStatus status() {
            return alert.isPresent() ? HttpStatus.FORBIDDEN : HttpStatus.OK;
        }
    }

    /// What went wrong with a sign-in, as far as the person is told.
    enum Alert {
        /// Unknown name, wrong password, disabled, throttled: all look alike.
        WRONG_CREDENTIALS("User name or password is wrong."),
        STALE_FORM("This page had been open for too long. Please sign in again.");

        private final String text;

        Alert(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    record SignedIn(Tenant tenant, String csrf, String userName) implements Page {}

    record SignOut(Tenant tenant, String csrf, String userName) implements Page {}

    record SignedOut(Tenant tenant) implements Page {}

    /// An authorization answer on its way to the client: a form that one line of script sends, or the person does.
    ///
    /// @param target the client's redirect URI
    /// @param answer what the form sends
    record FormPost(Tenant tenant, String target, Map<String, String> answer, String furtherFormTargets)
            implements Page {}

    /// @param requestId to quote to the operator, who finds it in the audit trail
    record Problem(Tenant tenant, HttpStatus status, String title, String detail, String requestId) implements Page {}
}
