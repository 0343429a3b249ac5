package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import java.time.Instant;

/// A client as the administrators see it.
record RegisteredClient(Subject subject, ClientMetadata metadata, Instant updatedAt, String entityTag) {
    static RegisteredClient of(Subject subject, ClientSettings settings) {
        return new RegisteredClient(
                subject, settings.metadata(), settings.updatedAt(subject), settings.entityTag(subject));
    }
}
