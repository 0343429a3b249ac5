package io.lightwave.token.protocol;

/// A request that does not parse: `invalid_request` with this message as its description.
public final class MalformedRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public MalformedRequestException(String description) {
        super(description);
    }
}
