package io.lightwave.ca.profile;

/// Which alternative names a profile gives.
public enum Naming {
    /// The holder's SPIFFE ID, and nothing else.
    SPIFFE_ID("spiffeId"),
    /// The server's own host names and addresses.
    HOST("host"),
    /// Host names and addresses over which the holder has proved control (ACME).
    PROVED("proved"),
    /// Those that the profile's templates make of the holder.
    TEMPLATES("templates"),
    /// None.
    NONE("none");

    private final String word;

    Naming(String word) {
        this.word = word;
    }

    /// As the REST API writes it.
    String word() {
        return word;
    }
}
