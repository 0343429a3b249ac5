package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// One request of a browser to the pages of a sign-in.
///
/// @param destination what the person signs in for
record Visit(
        Tenant tenant,
        Destination destination,
        HttpServletRequest request,
        HttpServletResponse response,
        Origin origin) {

    Visit to(Destination other) {
        return new Visit(tenant, other, request, response, origin);
    }
}
