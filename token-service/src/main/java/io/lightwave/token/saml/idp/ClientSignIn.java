package io.lightwave.token.saml.idp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.session.LiveSession;
import jakarta.servlet.http.HttpServletRequest;

/// Signs people in by what an enhanced client sends along with a request (SAML profiles §4.2.4.3).
public interface ClientSignIn {

    sealed interface Proof {
        /// @param outworn whether what was shown is good for choosing another password only
        record Good(ActivePrincipal person, boolean outworn) implements Proof {}

        /// Nothing, or nothing right: all alike. The audit trail has the reason.
        record Refused() implements Proof {}

        /// Nothing was compared: the client may try again in a while.
        record Busy() implements Proof {}
    }

    sealed interface Outcome {
        record Begun(LiveSession session) implements Outcome {}

        /// @param reason for the service provider; the audit trail has it
        record Refused(String reason) implements Outcome {}
    }

    /// Begins nothing.
    Proof prove(Tenant tenant, HttpServletRequest http, Origin origin);

    /// Begins a session that no browser holds: it is the person's to see and to end, and the service provider's
    /// to log out of. Refuses whoever the tenant's policy asks for more.
    Outcome begin(Tenant tenant, Proof.Good good, HttpServletRequest http, Origin origin);
}
