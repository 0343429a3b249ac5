package io.lightwave.token;

import io.lightwave.directory.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/// The endpoints that containers and services call all the time: the token endpoint, introspection and the key set.
/// They take no more of a request than it is, so that it can be given to them ahead of everything that others pass.
public interface DirectEndpoints {

    /// The endpoint of this request, by its method and its path exactly as it was sent; empty for any other request,
    /// and for a tenant that there is not.
    Optional<Direct> find(HttpServletRequest request);

    /// One endpoint of one tenant.
    interface Direct {
        /// Its path with `{tenant}` for the tenant, for instance `/t/{tenant}/oauth2/token`.
        String route();

        void serve(HttpServletRequest request, HttpServletResponse response, Origin origin) throws IOException;
    }
}
