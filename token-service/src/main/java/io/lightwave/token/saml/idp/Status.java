package io.lightwave.token.saml.idp;

/// Why a request is not met, as a service provider is told (SAML core §3.2.2.2): a top-level code and a second
/// one.
enum Status {
    AUTHN_FAILED("Responder", "AuthnFailed", "session"),
    PROXY_COUNT_EXCEEDED("Responder", "ProxyCountExceeded", "number of proxies"),
    NO_PASSIVE("Responder", "NoPassive", "session"),
    NO_AUTHN_CONTEXT("Responder", "NoAuthnContext", "authentication context"),
    INVALID_NAME_ID_POLICY("Requester", "InvalidNameIDPolicy", "name of the person"),
    UNKNOWN_PRINCIPAL("Responder", "UnknownPrincipal", "person who is wanted"),
    NO_AVAILABLE_IDP("Responder", "NoAvailableIDP", "identity providers that may answer");

    private static final String PREFIX = "urn:oasis:names:tc:SAML:2.0:status:";
    static final String SUCCESS = PREFIX + "Success";

    private final String top;
    private final String second;
    private final String policy;

    Status(String top, String second, String policy) {
        this.top = top;
        this.second = second;
        this.policy = policy;
    }

    String top() {
        return PREFIX + top;
    }

    String second() {
        return PREFIX + second;
    }

    /// What refuses by it, in words for an operator.
    String policy() {
        return policy;
    }

    /// As people say it.
    String word() {
        return second;
    }
}
