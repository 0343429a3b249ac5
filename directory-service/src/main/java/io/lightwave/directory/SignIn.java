package io.lightwave.directory;

import java.time.Instant;

/// How a person proved who they are.
///
/// @param time when, the last time
/// @param strongest whether by what the tenant's authentication policy holds for its strongest context (`acr`)
public record SignIn(Instant time, boolean strongest) {}
