package io.lightwave.token.saml.xml;

/// What a partner's messages may be signed and encrypted with.
public enum Algorithms {
    CURRENT,
    /// SHA-1 in signatures and AES-CBC as well, of a partner that an administrator has marked as able to do no
    /// better.
    OLD_TOO;

    public static Algorithms of(boolean oldToo) {
        return oldToo ? OLD_TOO : CURRENT;
    }
}
