package io.lightwave.directory;

import java.time.Instant;

/// What let a caller in, for requests that last: the [Caller] was right when they began. Endpoints take it as a
/// parameter.
public interface Admission {

    /// When the credential ends by time.
    Instant until();

    /// Whether the caller would be let in to the same request by the same credential now: it has not been ended, its
    /// subject is active and may still do this. Warm, this touches no SQL.
    boolean stands();
}
