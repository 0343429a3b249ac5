package io.lightwave.ca.profile;

/// Which alternative names a profile gives.
public enum Naming {
    /// The holder's SPIFFE ID, and nothing else.
    SPIFFE_ID,
    /// The server's own host names and addresses.
    HOST,
    /// Host names and addresses over which the holder has proved control (ACME).
    PROVED,
    /// None.
    NONE
}
