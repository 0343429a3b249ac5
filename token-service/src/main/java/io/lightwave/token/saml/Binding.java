package io.lightwave.token.saml;

import java.util.Arrays;
import java.util.Optional;

/// How a message goes from one to the other (SAML bindings §3).
public enum Binding {
    REDIRECT("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"),
    POST("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"),
    ARTIFACT("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"),
    SOAP("urn:oasis:names:tc:SAML:2.0:bindings:SOAP"),
    PAOS("urn:oasis:names:tc:SAML:2.0:bindings:PAOS");

    private final String uri;

    Binding(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    public static Optional<Binding> find(String uri) {
        return Arrays.stream(values()).filter(one -> one.uri.equals(uri)).findFirst();
    }
}
