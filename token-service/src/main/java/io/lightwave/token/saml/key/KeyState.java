package io.lightwave.token.saml.key;

/// What a key is for. There is one `ACTIVE` and at most one `NEXT`; both stand in the metadata, and so does a
/// `PREVIOUS` one.
public enum KeyState {
    /// Known to service providers before it signs.
    NEXT,
    /// Signs.
    ACTIVE,
    /// Has signed what may still be looked at.
    PREVIOUS,
    RETIRED
}
