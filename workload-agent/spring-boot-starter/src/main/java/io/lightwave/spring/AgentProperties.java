package io.lightwave.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the application asks the agent.
///
/// @param socket the agent's socket of plain HTTP
/// @param spiffeId which identity, where the process has several; empty for the first
/// @param bundle the name of the SSL bundle
/// @param peers SPIFFE IDs that are spoken to; empty for everybody of the own trust domain with one
/// @param refresh how often the agent is asked whether there is something new, 1 second to 5 minutes
/// @param patience how long the start waits for the identity
@ConfigurationProperties("lightwave.agent")
public record AgentProperties(
        @DefaultValue("/run/lightwave/agent-http.sock") Path socket,
        @DefaultValue("") String spiffeId,
        @DefaultValue("lightwave") String bundle,
        @DefaultValue List<String> peers,
        @DefaultValue("5s") Duration refresh,
        @DefaultValue("30s") Duration patience) {
    public AgentProperties {
        peers = List.copyOf(peers);
        if (refresh.compareTo(Duration.ofSeconds(1)) < 0 || refresh.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("lightwave.agent.refresh must be 1 second to 5 minutes");
        }
    }
}
