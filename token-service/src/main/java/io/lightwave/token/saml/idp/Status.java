package io.lightwave.token.saml.idp;

/// Why a request is not met, as a service provider is told (SAML core §3.2.2.2): a top-level code and a second
/// one.
enum Status {
    AUTHN_FAILED("Responder", "AuthnFailed"),
    PROXY_COUNT_EXCEEDED("Responder", "ProxyCountExceeded"),
    NO_PASSIVE("Responder", "NoPassive"),
    NO_AUTHN_CONTEXT("Responder", "NoAuthnContext"),
    INVALID_NAME_ID_POLICY("Requester", "InvalidNameIDPolicy"),
    UNKNOWN_PRINCIPAL("Responder", "UnknownPrincipal"),
    NO_AVAILABLE_IDP("Responder", "NoAvailableIDP");

    private static final String PREFIX = "urn:oasis:names:tc:SAML:2.0:status:";
    static final String SUCCESS = PREFIX + "Success";

    private final String top;
    private final String second;

    Status(String top, String second) {
        this.top = top;
        this.second = second;
    }

    String top() {
        return PREFIX + top;
    }

    String second() {
        return PREFIX + second;
    }

    /// As people say it.
    String word() {
        return second;
    }
}
