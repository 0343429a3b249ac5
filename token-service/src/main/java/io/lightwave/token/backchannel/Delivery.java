package io.lightwave.token.backchannel;

/// Tells others, from server to server, what has been noted for them with the end of a session.
public interface Delivery {

    /// Sends what is due. The number of those that were tried.
    int sendDue();
}
