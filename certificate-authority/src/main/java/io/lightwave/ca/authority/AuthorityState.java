package io.lightwave.ca.authority;

import java.util.Locale;

/// Where an authority is in its life. Whatever the state, its revocation list and its answers of OCSP go on.
public enum AuthorityState {
    /// Others learn of it; it signs nothing yet.
    PUBLISHED,
    /// It signs.
    ACTIVE,
    /// It signs no more, and what it signed stays good.
    DRAINING,
    /// Nothing that it signed is good any more.
    RETIRED,
    /// Somebody else may have its key: whatever it signed is revoked.
    COMPROMISED;

    /// Whether validators should believe what it signed.
    public boolean isTrusted() {
        return this == PUBLISHED || this == ACTIVE || this == DRAINING;
    }

    /// As the REST API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
