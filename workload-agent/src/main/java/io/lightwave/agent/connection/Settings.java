package io.lightwave.agent.connection;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the command line takes from the environment.
///
/// @param server `LIGHTWAVE_SERVER`, by default `https://localhost:8443`
/// @param trustBundle `LIGHTWAVE_TRUST_BUNDLE`, a PEM file; without it `data/ca.pem` if it is there, else what
///     the JDK trusts
/// @param clientId `LIGHTWAVE_CLIENT_ID`
/// @param clientSecret `LIGHTWAVE_CLIENT_SECRET`, or the content of the file `LIGHTWAVE_CLIENT_SECRET_FILE`
/// @param tenant the client's tenant: `LIGHTWAVE_TENANT`, else `LIGHTWAVE_SYSTEM_TENANT`, else `lightwave.local`
public record Settings(
        URI server,
        Optional<Path> trustBundle,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        String tenant) {

    /// A secret that does not print.
    public record Secret(String value) {
        @Override
        public String toString() {
            return "***";
        }
    }

    public static Settings of(Map<String, String> environment) {
        Path local = Path.of("data", "ca.pem");
        return new Settings(
                serverOf(environment.getOrDefault("LIGHTWAVE_SERVER", "https://localhost:8443")),
                text(environment, "LIGHTWAVE_TRUST_BUNDLE")
                        .map(Path::of)
                        .or(() -> Optional.of(local).filter(Files::isReadable)),
                text(environment, "LIGHTWAVE_CLIENT_ID"),
                secret(environment),
                text(environment, "LIGHTWAVE_TENANT")
                        .or(() -> text(environment, "LIGHTWAVE_SYSTEM_TENANT"))
                        .orElse("lightwave.local"));
    }

    /// The same with another server and another trust bundle, where they are given.
    ///
    /// @param otherServer null, like the other, leaves what is
    public Settings at(@Nullable String otherServer, @Nullable Path otherBundle) {
        return new Settings(
                otherServer == null ? server : serverOf(otherServer),
                otherBundle == null ? trustBundle : Optional.of(otherBundle),
                clientId,
                clientSecret,
                tenant);
    }

    private static Optional<Secret> secret(Map<String, String> environment) {
        return text(environment, "LIGHTWAVE_CLIENT_SECRET")
                .or(() -> text(environment, "LIGHTWAVE_CLIENT_SECRET_FILE").map(Settings::read))
                .map(Secret::new);
    }

    private static Optional<String> text(Map<String, String> environment, String key) {
        return Optional.ofNullable(environment.get(key)).filter(value -> !value.isBlank());
    }

    private static URI serverOf(String text) {
        try {
            URI server = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if ("https".equals(server.getScheme()) && server.getHost() != null) {
                return server;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new Failure(
                Failure.Kind.USAGE,
                "the server (LIGHTWAVE_SERVER) must be an https URL, for instance https://localhost:8443");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read LIGHTWAVE_CLIENT_SECRET_FILE: " + e.getMessage());
        }
    }
}
