package io.lightwave.agent.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Where certificates and tokens come from: the server, as this node may use it.
public interface Authority {

    /// A token, which does not print.
    record Token(String value, Instant expiresAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /// What was asked for is refused, for good as it seems.
    class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        public RefusedException(String message) {
            super(message);
        }
    }

    /// The server cannot be reached now.
    final class AwayException extends Exception {
        private static final long serialVersionUID = 1;

        private final Duration pause;

        public AwayException(String message) {
            this(message, Duration.ZERO);
        }

        /// @param pause that the server asks for before the next attempt (`Retry-After`)
        public AwayException(String message, Duration pause) {
            super(message);
            this.pause = pause;
        }

        /// Zero when the server has not said.
        public Duration pause() {
            return pause;
        }
    }

    X509Svid x509Svid(Entry entry) throws RefusedException, AwayException;

    Token jwtSvid(Entry entry, Set<String> audiences) throws RefusedException, AwayException;

    /// An access token of the tenant's token service for one audience.
    Token accessToken(Entry entry, String audience) throws RefusedException, AwayException;
}
