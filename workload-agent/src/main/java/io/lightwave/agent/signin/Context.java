package io.lightwave.agent.signin;

import io.lightwave.agent.connection.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where somebody has signed in, and by what, as it is kept.
///
/// @param trustBundle a PEM file; null means what the JDK trusts
/// @param clientSecret null when a person has signed in
/// @param session null when a client has
public record Context(
        URI server,
        @Nullable String trustBundle,
        String tenant,
        String clientId,
        @Nullable String clientSecret,
        @Nullable Session session) {

    /// A person's sign-in: a refresh token that is worth nothing without the key.
    ///
    /// @param issuer the tenant's
    public record Session(URI issuer, String refreshToken, DpopKey key) {
        @Override
        public String toString() {
            return "Session[" + issuer + "]";
        }
    }

    /// For a connection to the server.
    public Settings settings() {
        return new Settings(
                server,
                Optional.ofNullable(trustBundle).map(Path::of),
                Optional.of(clientId),
                Optional.ofNullable(clientSecret).map(Settings.Secret::new),
                tenant);
    }

    @Override
    public String toString() {
        return "Context[" + clientId + " of " + tenant + " at " + server + "]";
    }
}
