package io.lightwave.token.jwe;

/// A client is registered for encrypted answers, and there is no key of its own now to encrypt with: nothing may go
/// out in the clear instead.
public final class NoRecipientKeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoRecipientKeyException() {
        super("the client has no key to encrypt for that fits its registration", null, false, false);
    }
}
