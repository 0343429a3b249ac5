package io.lightwave.agent.connection;

import java.util.Map;

/// By what requests to the API are let in.
public interface Credentials {

    /// The headers of a request that say so.
    ///
    /// @param path without query
    Map<String, String> headers(String method, String path);
}
