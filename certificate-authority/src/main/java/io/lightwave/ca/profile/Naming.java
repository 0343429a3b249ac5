package io.lightwave.ca.profile;

/// Which alternative names a profile gives.
public enum Naming {
    /// The holder's SPIFFE ID, and nothing else.
    SPIFFE_ID,
    /// The server's own host names and addresses.
    HOST,
    /// Names whose control the holder has proved (ACME), and nothing else.
    PROVED,
    /// None.
    NONE
}
