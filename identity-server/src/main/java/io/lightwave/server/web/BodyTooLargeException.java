package io.lightwave.server.web;

import java.io.IOException;

/// A request body that turned out longer than [LimitedBody#MAXIMUM_BYTES]; answered 413.
final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    BodyTooLargeException() {
        super("the request body is larger than 1 MiB");
    }
}
