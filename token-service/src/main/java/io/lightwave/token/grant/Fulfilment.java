package io.lightwave.token.grant;

import io.lightwave.directory.AuditEvent;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.protocol.EndpointError;
import java.util.Optional;
import java.util.Set;

/// The last step of a grant: uses up what counts once (a code, a refresh token, evidence) by a statement whose row
/// count decides, and makes what goes along with the access token. It makes its own transaction; when it answers
/// [Outcome.Spent] or throws, the access token is never released.
@FunctionalInterface
public interface Fulfilment {

    /// For grants with nothing to use up and nothing to add.
    Fulfilment NOTHING = (_, _, _) -> new Outcome.Fulfilled(Optional.empty(), Optional.empty());

    /// @param scopes what was granted in the end
    /// @param issued what the audit trail gets of it: here in the same transaction, or otherwise afterwards
    Outcome fulfil(MintedAccessToken token, Set<String> scopes, AuditEvent issued);

    sealed interface Outcome {
        /// @param isRecorded whether the audit trail has the event
        record Fulfilled(Optional<String> refreshToken, Optional<String> idToken, boolean isRecorded)
                implements Outcome {
            public Fulfilled(Optional<String> refreshToken, Optional<String> idToken) {
                this(refreshToken, idToken, false);
            }

            @Override
            public String toString() {
                return "Fulfilled";
            }
        }

        /// It was used up in the meantime, or no longer stands.
        record Spent(EndpointError error, String description, String reason) implements Outcome {}
    }
}
