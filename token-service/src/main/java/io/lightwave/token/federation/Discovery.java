package io.lightwave.token.federation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Providers' metadata (OpenID Connect Discovery §4), kept for ten minutes.
final class Discovery {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_KEPT = 1_000;

    private final Egress egress;
    private final InstantSource clock;
    private final Cache<URI, Found> found =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    Discovery(Egress egress, InstantSource clock) {
        this.egress = egress;
        this.clock = clock;
    }

    /// @param namesItself whether its answers carry `iss` (RFC 9207)
    /// @param endSessionEndpoint where people sign out (RP-Initiated Logout 1.0 §2.1); empty when they cannot
    /// @param userInfoEndpoint where it says more of people (OpenID Connect Core §5.3); empty when it does not
    record Metadata(
            URI issuer,
            URI authorizationEndpoint,
            URI tokenEndpoint,
            URI jwksUri,
            boolean namesItself,
            Optional<URI> endSessionEndpoint,
            Optional<URI> userInfoEndpoint) {}

    private record Found(Metadata metadata, Instant at) {}

    Metadata of(URI issuer) throws UpstreamException {
        Found known = found.getIfPresent(issuer);
        if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
            return known.metadata();
        }
        Metadata metadata = fetch(issuer);
        found.put(issuer, new Found(metadata, clock.instant()));
        return metadata;
    }

    /// As it is now.
    Metadata fetch(URI issuer) throws UpstreamException {
        String base = issuer.toString();
        var address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/.well-known/openid-configuration");
        try {
            JsonNode json = StrictJson.mapper().readTree(egress.get(address, MOST_BYTES));
            if (!json.path("issuer").asString("").equals(base)) {
                throw new UpstreamException("its metadata name another issuer");
            }
            return new Metadata(
                    issuer,
                    required(json, "authorization_endpoint"),
                    required(json, "token_endpoint"),
                    required(json, "jwks_uri"),
                    json.path("authorization_response_iss_parameter_supported").asBoolean(false),
                    optional(json, "end_session_endpoint"),
                    optional(json, "userinfo_endpoint"));
        } catch (IOException unreachable) {
            throw new UpstreamException("its metadata cannot be had: " + unreachable.getMessage());
        } catch (JacksonException malformed) {
            throw new UpstreamException("its metadata are not JSON");
        }
    }

    private static URI required(JsonNode json, String name) throws UpstreamException {
        return optional(json, name).orElseThrow(() -> new UpstreamException("its metadata have no good " + name));
    }

    private static Optional<URI> optional(JsonNode json, String name) {
        try {
            URI uri = new URI(json.path(name).asString(""));
            return Optional.of(uri)
                    .filter(it -> "https".equals(it.getScheme())
                            && it.getHost() != null
                            && it.getRawUserInfo() == null
                            && it.getRawFragment() == null);
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }
}
