package io.lightwave.agent.files;

import java.time.Duration;

/// What a workload is given, as text.
///
/// @param token an access token
/// @param tokenLife how long the token is good still
/// @param key PKCS #8 in PEM
/// @param chain in PEM, leaf first
/// @param anchors in PEM
public record Identity(String token, Duration tokenLife, String key, String chain, String anchors) {
    @Override
    public String toString() {
        return "***";
    }
}
