package io.lightwave.directory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// @param allowed what may be reached although it is not public: host names in lower case, addresses, or networks
///     such as `10.1.0.0/16`
/// @param timeout for a whole request, from the name's resolution to the last byte
/// @param additionalTrust a PEM file of certificate authorities to trust beside the platform's own
public record EgressSettings(List<String> allowed, Duration timeout, Optional<Path> additionalTrust) {
    public static final EgressSettings DEFAULT =
            new EgressSettings(List.of(), Duration.ofSeconds(10), Optional.empty());

    public EgressSettings {
        allowed = List.copyOf(allowed);
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("egress timeout: more than nothing");
        }
    }
}
