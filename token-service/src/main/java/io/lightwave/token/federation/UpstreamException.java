package io.lightwave.token.federation;

/// A provider is not to be reached, or says what is not to be believed. The message is for operators.
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1;

    private final String destination;

    UpstreamException(String message) {
        this(message, "");
    }

    private UpstreamException(String message, String destination) {
        super(message, null, false, false);
        this.destination = destination;
    }

    /// What the person had come for, as the pages carry it; empty when nothing is known of it.
    public String destination() {
        return destination;
    }

    UpstreamException of(String known) {
        return new UpstreamException(String.valueOf(getMessage()), known);
    }
}
