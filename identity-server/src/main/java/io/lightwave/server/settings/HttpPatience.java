package io.lightwave.server.settings;

import java.time.Duration;

/// How long HTTP connections wait for their peers.
///
/// @param request for a TLS handshake as a whole, for the head of a request as a whole, and for its body as a whole,
///     which has a second more for each KiB that has come
/// @param idle between two requests
public record HttpPatience(Duration request, Duration idle) {}
