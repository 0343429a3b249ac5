package io.lightwave.server.settings;

/// A setting that stops the start; the message names it and says what is wrong, and is all the operator sees.
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidSettingException(String message) {
        super(message);
    }

    InvalidSettingException(Key key, String detail) {
        super(key.variable() + ": " + detail);
    }
}
