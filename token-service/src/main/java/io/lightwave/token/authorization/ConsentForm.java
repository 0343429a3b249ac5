package io.lightwave.token.authorization;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;

/// The consent form's proof that it is ours, and that whoever holds this session was found to be signed in as this
/// very request wants it: a value that only the session's cookie gives.
public final class ConsentForm {
    private ConsentForm() {}

    public static String csrf(TenantId tenant, AuthorizationRequest request, OpaqueSecret session) {
        return session.derive(
                "consent form of " + tenant + "\n" + request.wayBack().encoded());
    }
}
