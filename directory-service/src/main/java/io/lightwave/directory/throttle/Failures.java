package io.lightwave.directory.throttle;

import java.time.Instant;

/// What is known of a key that has failed.
///
/// @param level the failures at the time of the last one, less those forgotten by then
record Failures(double level, Instant last) {}
