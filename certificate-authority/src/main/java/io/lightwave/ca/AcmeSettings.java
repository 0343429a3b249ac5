package io.lightwave.ca;

import io.lightwave.directory.Network;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How control over names is validated for ACME (RFC 8555 §8).
///
/// @param networks where hosts may be connected to: networks such as `10.1.0.0/16`, and `public` for the Internet;
///     nothing else is reached
/// @param resolver the DNS server to ask; empty for the system's own
/// @param httpPort of `http-01`; the standard says 80
/// @param tlsPort of `tls-alpn-01`; the standard says 443
/// @param pauses between one attempt and the next; there is one attempt more than pauses
/// @param chaos refuses one good nonce in twenty, and takes its time to validate, so that clients show whether they can
///     live with it; for tests
public record AcmeSettings(
        List<String> networks,
        Optional<InetSocketAddress> resolver,
        int httpPort,
        int tlsPort,
        List<Duration> pauses,
        boolean chaos) {
    /// In [#networks]: every address of the Internet.
    public static final String PUBLIC = "public";

    public static final AcmeSettings DEFAULTS = new AcmeSettings(
            List.of(),
            Optional.empty(),
            80,
            443,
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(8)),
            false);

    public AcmeSettings {
        networks = List.copyOf(networks);
        pauses = List.copyOf(pauses);
        for (String network : networks) {
            if (!network.equals(PUBLIC)) {
                Network.parse(network);
            }
        }
    }
}
