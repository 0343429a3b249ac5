package io.lightwave.token.saml.xml;

/// A message that is not taken; its message says why, for the audit trail.
public final class InvalidSamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidSamlException(String reason) {
        super(reason);
    }

    /// Why, in a few words.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
