package io.lightwave.token.registration;

/// A registration that is refused with an error of RFC 7591 §3.2.2 and a description of our own words.
final class RegistrationRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String error;

    RegistrationRefusedException(String error, String description) {
        super(description);
        this.error = error;
    }

    String error() {
        return error;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
