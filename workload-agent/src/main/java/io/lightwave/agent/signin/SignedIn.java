package io.lightwave.agent.signin;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Credentials;
import io.lightwave.agent.connection.Failure;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A person's sign-in. Access tokens are fetched when they are needed and never kept.
public final class SignedIn implements Credentials {
    private final Connection connection;
    private final Context context;
    private final Context.Session session;
    private final InstantSource clock;
    private @Nullable String accessToken; // null until the first request

    public SignedIn(Connection connection, Context context, Context.Session session, InstantSource clock) {
        this.connection = connection;
        this.context = context;
        this.session = session;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, String path) {
        String token = accessToken;
        if (token == null) {
            token = fetch();
            accessToken = token;
        }
        return Map.of(
                "Authorization",
                "DPoP " + token,
                "DPoP",
                session.key().proof(method, address(session.issuer(), path), Optional.of(token), clock.instant()));
    }

    private String fetch() {
        try {
            return connection
                    .form(
                            context.tenant(),
                            "/oauth2/token",
                            Map.of(
                                    "grant_type",
                                    "refresh_token",
                                    "refresh_token",
                                    session.refreshToken(),
                                    "client_id",
                                    context.clientId()),
                            proof(session.issuer(), session.key(), context.tenant(), clock))
                    .path("access_token")
                    .stringValue();
        } catch (Failure failure) {
            throw failure.code().equals("invalid_grant")
                    ? new Failure(Failure.Kind.UNAUTHENTICATED, "the sign-in has ended")
                            .trying("login --server %s --tenant %s".formatted(context.server(), context.tenant()))
                    : failure;
        }
    }

    /// Ends it at the server (RFC 7009).
    public void revoke() {
        connection.form(
                context.tenant(),
                "/oauth2/revoke",
                Map.of("token", session.refreshToken(), "client_id", context.clientId()),
                Map.of());
    }

    /// The header of a token request.
    static Map<String, String> proof(URI issuer, DpopKey key, String tenant, InstantSource clock) {
        URI endpoint = address(issuer, "/t/" + tenant + "/oauth2/token");
        return Map.of("DPoP", key.proof("POST", endpoint, Optional.empty(), clock.instant()));
    }

    /// What the server calls the address, by whatever name it is reached.
    private static URI address(URI issuer, String path) {
        return issuer.resolve(path);
    }
}
