package io.lightwave.ca;

/// A token behind PKCS #11 that keeps the keys of authorities.
///
/// @param library the absolute path of the token's module, a shared object
/// @param slot the number (id) of the token's slot
/// @param pin the user's
public record Pkcs11Settings(String library, long slot, String pin) {
    public Pkcs11Settings {
        if (!library.startsWith("/") || slot < 0 || pin.isEmpty()) {
            throw new IllegalArgumentException("a token needs an absolute path, a slot and a PIN");
        }
    }

    @Override
    public String toString() {
        return "%s, slot %d".formatted(library, slot);
    }
}
