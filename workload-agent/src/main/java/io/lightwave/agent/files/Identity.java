package io.lightwave.agent.files;

import java.time.Duration;
import java.util.Map;

/// What a workload is given, as text.
///
/// @param token an access token
/// @param tokenLife how long the token is good still
/// @param key PKCS #8 in PEM
/// @param chain in PEM, leaf first
/// @param anchors in PEM
/// @param federated the anchors of foreign trust domains in PEM, by their names
public record Identity(
        String token, Duration tokenLife, String key, String chain, String anchors, Map<String, String> federated) {
    public Identity {
        federated = Map.copyOf(federated);
    }

    @Override
    public String toString() {
        return "***";
    }
}
