package io.lightwave.token.grant;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.protocol.FormParameters;

/// A token request of an active tenant whose client is authenticated and registered for the grant.
///
/// @param authenticatedBesides whether the client showed more of itself than the token or assertion it has exchanged
/// @param confirmation what the client proved to have, and the tokens will be bound to
public record TokenRequest(
        Tenant tenant,
        AuthenticatedClient client,
        FormParameters parameters,
        Confirmation confirmation,
        Origin origin,
        boolean authenticatedBesides) {

    public TokenRequest(
            Tenant tenant,
            AuthenticatedClient client,
            FormParameters parameters,
            Confirmation confirmation,
            Origin origin) {
        this(tenant, client, parameters, confirmation, origin, true);
    }
}
