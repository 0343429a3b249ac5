package io.lightwave.token;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/// What browsers are told about scripts of other origins (Fetch standard, "CORS protocol"): those of a tenant's
/// registered clients may call the endpoints that a client in a browser needs, anybody's may read what is public,
/// and nothing else is said about anything.
public interface CrossOriginRequests {

    /// Sets the headers of the answer to a request that names its origin, and answers it where it is a preflight.
    ///
    /// @return the route of the preflight that has been answered, with `{tenant}` for the tenant; empty when the
    ///     request is still to be answered
    Optional<String> answer(HttpServletRequest request, HttpServletResponse response);
}
