package io.lightwave.spring;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose access tokens are accepted.
///
/// @param issuer the tenant's, as `https://lightwave.example/t/shop.example`
/// @param audience this service's name as the tenant knows it
/// @param trustBundle in PEM, what the server is believed by; null for what the JVM believes
/// @param assurance how well the calling workload has to be known, 0 to 4; 0 takes tokens of people and clients too
@ConfigurationProperties("lightwave.resource-server")
public record ResourceServerProperties(
        URI issuer,
        @DefaultValue("") String audience,
        @Nullable Path trustBundle,
        @DefaultValue("0") int assurance) {
    public ResourceServerProperties {
        if (!"https".equals(issuer.getScheme()) || audience.isEmpty() || assurance < 0 || assurance > 4) {
            throw new IllegalArgumentException(
                    "lightwave.resource-server needs an issuer of https, an audience, and an assurance of 0 to 4");
        }
    }
}
