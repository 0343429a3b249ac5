package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.AuthorityKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// One change of authorities.
///
/// @param kind what is replaced; with a root goes the issuing authority below it
/// @param emergency whether it began because a key had leaked
/// @param successors names of the new authorities
/// @param replaced names of those that they replace
/// @param consumers whose word is waited for
/// @param acknowledged those of them that have said that they know the new authorities
/// @param activateAt when the new ones sign, whoever has said so by then
record Rotation(
        UUID id,
        AuthorityKind kind,
        State state,
        boolean emergency,
        List<String> successors,
        List<String> replaced,
        List<String> consumers,
        List<String> acknowledged,
        Instant startedAt,
        Instant activateAt,
        Optional<Instant> activatedAt,
        Optional<Instant> endedAt) {

    enum State {
        /// The new ones are made, published, and sign nothing yet.
        PUBLISHED,
        /// The new ones sign; what the old ones signed is good until it ends.
        DRAINING,
        /// The old ones are retired.
        DONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Rotation {
        successors = List.copyOf(successors);
        replaced = List.copyOf(replaced);
        consumers = List.copyOf(consumers);
        acknowledged = List.copyOf(acknowledged);
    }

    /// Whether nobody is waited for any more.
    boolean isDue(Instant now) {
        return !now.isBefore(activateAt) || (!consumers.isEmpty() && acknowledged.containsAll(consumers));
    }
}
