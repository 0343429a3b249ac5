package io.lightwave.token.protocol;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// An endpoint that can be served ahead of the dispatcher, being called all the time.
public interface DirectRoute {

    /// For instance `POST`.
    String method();

    /// Its path below the issuer, for instance `/oauth2/token`.
    String path();

    void serve(Tenant issuer, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException;
}
