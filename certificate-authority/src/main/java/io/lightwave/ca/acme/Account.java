package io.lightwave.ca.acme;

import io.lightwave.ca.message.MessageKey;
import io.lightwave.directory.SubjectId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// An ACME account (RFC 8555 §7.1.2): a key that stands for a subject.
///
/// @param credential that it was made with, and whose names bound it
record Account(UUID id, UUID credential, SubjectId subject, MessageKey key, List<String> contacts, Status status) {

    enum Status {
        VALID,
        /// By its client.
        DEACTIVATED,
        /// By an operator.
        REVOKED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
