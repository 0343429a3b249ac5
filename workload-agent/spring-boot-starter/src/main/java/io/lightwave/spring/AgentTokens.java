package io.lightwave.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of this process by the agent. Each is used until half of its life is over, and, while the
/// agent is away, until it ends.
public final class AgentTokens {
    private static final Duration LEAST_LEFT = Duration.ofSeconds(10);

    private final AgentSocket agent;
    private final String identity;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /// By [System#nanoTime], since the time of day may be set.
    private record Kept(String token, long renewAt, long endsAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    AgentTokens(AgentSocket agent, AgentProperties properties) {
        this.agent = agent;
        this.identity =
                properties.spiffeId().isEmpty() ? "" : "&" + AgentSocket.parameter("spiffe_id", properties.spiffeId());
    }

    /// An access token for one resource that the workload may ask for.
    ///
    /// @throws UncheckedIOException when the agent gives none
    public String accessToken(String audience) {
        return token("/token", "access_token", audience);
    }

    /// A JWT-SVID for one audience.
    ///
    /// @throws UncheckedIOException when the agent gives none
    public String jwtSvid(String audience) {
        return token("/jwt-svid", "svid", audience);
    }

    /// Puts an access token for this resource into each request of a client.
    public ClientHttpRequestInterceptor bearer(String audience) {
        return (request, body, execution) -> {
            request.getHeaders().set(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken(audience));
            return execution.execute(request, body);
        };
    }

    private String token(String path, String member, String audience) {
        String target = "%s?%s%s".formatted(path, AgentSocket.parameter("audience", audience), identity);
        var last = kept.get(target);
        long now = System.nanoTime();
        if (last != null && now - last.renewAt() < 0) {
            return last.token();
        }
        try {
            var answer = JsonMapper.shared().readTree(agent.get(target));
            String token = answer.path(member).asString("");
            long life = Duration.ofSeconds(answer.path("expires_in").asLong(0)).toNanos();
            if (token.isEmpty()) {
                throw new IOException("the agent answered without a token");
            }
            kept.put(target, new Kept(token, now + life / 2, now + life));
            return token;
        } catch (IOException | JacksonException away) {
            if (last != null && now + LEAST_LEFT.toNanos() - last.endsAt() < 0) {
                return last.token();
            }
            throw new UncheckedIOException(away instanceof IOException io ? io : new IOException(away));
        }
    }
}
