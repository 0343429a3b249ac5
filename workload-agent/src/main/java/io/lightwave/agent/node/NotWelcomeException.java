package io.lightwave.agent.node;

import io.lightwave.agent.identity.Authority.RefusedException;

/// The server does not take this node for one: it is banned, evicted or deleted, or its certificate has expired.
final class NotWelcomeException extends RefusedException {
    private static final long serialVersionUID = 1;

    NotWelcomeException(String message) {
        super(message);
    }
}
