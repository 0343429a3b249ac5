package io.lightwave.directory;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// Whether the time of day can be relied on for what is about to be issued. Whoever moves a server's clock would
/// otherwise get certificates and tokens for another time.
public interface SoundTime {

    /// Why not; empty when it can.
    Optional<String> problem();

    /// @throws UnsoundException when it cannot; an answer of 503 where nothing else is made of it
    default void require() {
        problem().ifPresent(reason -> {
            throw new UnsoundException(reason);
        });
    }

    /// Nothing is issued now.
    final class UnsoundException extends ErrorResponseException {
        private static final long serialVersionUID = 1;

        UnsoundException(String reason) {
            super(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, reason),
                    null);
        }
    }
}
