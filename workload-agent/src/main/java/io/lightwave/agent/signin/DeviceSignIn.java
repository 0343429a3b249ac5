package io.lightwave.agent.signin;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// Signs a person in by a browser on whatever machine (RFC 8628).
public final class DeviceSignIn {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration SLOWER = Duration.ofSeconds(5); // RFC 8628 §3.5

    private final Connection connection;
    private final InstantSource clock;

    public DeviceSignIn(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /// Waits until the person has answered.
    ///
    /// @param ask is told the page's address and the code to type there
    public Context.Session wait(String tenant, String clientId, BiConsumer<String, String> ask) {
        URI issuer = URI.create(connection
                .json("/t/%s/.well-known/openid-configuration".formatted(tenant))
                .path("issuer")
                .asString(""));
        JsonNode begun = begin(tenant, clientId);
        ask.accept(
                begun.path("verification_uri").asString(""),
                begun.path("user_code").asString(""));
        DpopKey key = DpopKey.generate();
        Duration interval = Duration.ofSeconds(begun.path("interval").asLong(5));
        Map<String, String> form = Map.of(
                "grant_type", GRANT, "device_code", begun.path("device_code").asString(""), "client_id", clientId);
        while (true) {
            pause(interval);
            try {
                JsonNode answer =
                        connection.form(tenant, "/oauth2/token", form, SignedIn.proof(issuer, key, tenant, clock));
                return new Context.Session(issuer, answer.path("refresh_token").stringValue(), key);
            } catch (Failure failure) {
                interval = switch (failure.code()) {
                    case "authorization_pending" -> interval;
                    case "slow_down" -> interval.plus(SLOWER);
                    case "access_denied" -> throw new Failure(Failure.Kind.UNAUTHENTICATED, "the sign-in was denied");
                    case "expired_token" ->
                        throw new Failure(Failure.Kind.UNAUTHENTICATED, "the code has expired").trying("login");
                    default -> throw failure;
                };
            }
        }
    }

    private JsonNode begin(String tenant, String clientId) {
        try {
            return connection.form(
                    tenant,
                    "/oauth2/device_authorization",
                    Map.of("client_id", clientId, "scope", "openid profile"),
                    Map.of());
        } catch (Failure failure) {
            throw failure.code().equals("invalid_client")
                    ? new Failure(
                                    Failure.Kind.UNAUTHENTICATED,
                                    "people of %s may not sign in here yet; an administrator lets them"
                                            .formatted(tenant))
                            .trying("client allow-login --tenant " + tenant)
                    : failure;
        }
    }

    private static void pause(Duration interval) {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.Kind.UNREACHABLE, "interrupted");
        }
    }
}
