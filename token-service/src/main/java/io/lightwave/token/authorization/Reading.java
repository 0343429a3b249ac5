package io.lightwave.token.authorization;

import io.lightwave.token.language.Text;
import io.lightwave.token.protocol.MalformedRequestException;

/// What became of an authorization request on its way in.
public sealed interface Reading {

    record Accepted(AuthorizationRequest request) implements Reading {}

    /// The client hears of it at its redirect URI.
    record Rejected(Refusal refusal) implements Reading {}

    /// There is no place to send an answer to: the person sees a page (RFC 6749 §4.1.2.1).
    ///
    /// @param error for a client that pushed the request itself (RFC 9126 §2.3)
    /// @param claimed the client id that was sent, for the audit trail; may be empty
    record Unanswerable(AuthorizationError error, Text detail, String claimed) implements Reading {
        public Unanswerable(Text detail, String claimed) {
            this(AuthorizationError.INVALID_REQUEST, detail, claimed);
        }

        public static Unanswerable malformed(MalformedRequestException malformed) {
            return new Unanswerable(Text.of("problem.malformed.why", String.valueOf(malformed.getMessage())), "");
        }
    }

    /// @param description in our own words only; never what was sent
    record Refusal(ReturnAddress returnAddress, AuthorizationError error, String description) {}
}
