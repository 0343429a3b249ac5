package io.lightwave.directory;

/// Slows guessing, one service for every credential check. Only failures are written; a key without a recorded
/// failure touches no SQL.
public interface Throttle {

    /// Whether the key may try now.
    ///
    /// @param kind what is guessed: `password`, `client-secret`, …
    /// @param key whose it is, for instance the subject's id
    boolean permits(TenantId tenant, String kind, String key);

    void failed(TenantId tenant, String kind, String key);

    /// Forgets earlier failures after a success.
    void succeeded(TenantId tenant, String kind, String key);
}
