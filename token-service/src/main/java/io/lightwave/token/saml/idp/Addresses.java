package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;

/// Under what a tenant's identity provider is known.
public final class Addresses {
    private Addresses() {}

    /// Its entityID, which is where its metadata is.
    public static String entityId(Tenant tenant) {
        return tenant.issuer() + "/saml/metadata";
    }

    public static String logout(Tenant tenant) {
        return tenant.issuer() + "/saml/slo";
    }

    public static String soapLogout(Tenant tenant) {
        return tenant.issuer() + "/saml/slo/soap";
    }

    static String artifact(Tenant tenant) {
        return tenant.issuer() + "/saml/artifact";
    }

    static String ecp(Tenant tenant) {
        return tenant.issuer() + "/saml/ecp";
    }

    public static String signOn(Tenant tenant) {
        return tenant.issuer() + "/saml/sso";
    }
}
