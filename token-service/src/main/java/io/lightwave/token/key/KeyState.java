package io.lightwave.token.key;

/// The life of a signing key. It stands in the key set from `PUBLISHED` to `DRAINING`, signs while `ACTIVE`, and
/// what it signed is good from `PUBLISHED` to `DRAINING`. `COMPROMISED` may follow any of them.
public enum KeyState {
    PREPARED,
    PUBLISHED,
    ACTIVE,
    DRAINING,
    RETIRED,
    COMPROMISED;

    /// Whether its private half is kept.
    public boolean isKept() {
        return this != RETIRED && this != COMPROMISED;
    }

    /// Whether relying parties see the key, and we accept what it signed.
    public boolean isVerifying() {
        return this == PUBLISHED || this == ACTIVE || this == DRAINING;
    }
}
