package io.lightwave.directory;

import java.util.UUID;

/// A subject's stable id: its `entryUUID` (RFC 4530), never used again after the subject is gone.
/// Tokens, sessions and certificate records hold it; decisions go by it, never by a name.
public record SubjectId(UUID value) {

    /// Reads the canonical 36-character form in lower case; anything else is an [IllegalArgumentException].
    public static SubjectId parse(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("not a canonical UUID");
        }
        return new SubjectId(id);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
