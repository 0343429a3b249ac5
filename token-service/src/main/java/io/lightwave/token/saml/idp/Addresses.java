package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;

/// Under what a tenant's identity provider is known.
public final class Addresses {
    private Addresses() {}

    /// Its entityID, which is where its metadata is.
    public static String entityId(Tenant tenant) {
        return tenant.issuer() + "/saml/metadata";
    }

    public static String signOn(Tenant tenant) {
        return tenant.issuer() + "/saml/sso";
    }
}
