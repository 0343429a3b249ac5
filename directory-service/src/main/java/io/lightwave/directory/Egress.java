package io.lightwave.directory;

import java.io.IOException;
import java.net.URI;

/// The one way out: GET over HTTPS of addresses that an operator registered, without redirects, with the resolved
/// addresses checked (no loopback, link-local or private ones unless listed in the settings), bounded in size and time.
public interface Egress {

    /// The body, at most `maximumBytes` long.
    ///
    /// @throws IOException when the address is refused, the answer is not 200, too large or too slow
    byte[] get(URI address, int maximumBytes) throws IOException;
}
