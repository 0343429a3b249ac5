package io.lightwave.directory.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What may be done with an entry, or with an attribute of it.
public enum Right {
    /// To be shown the attribute; an entry without one that may be read is not found.
    READ(true),
    /// To find entries by the attribute.
    SEARCH(true),
    COMPARE(true),
    WRITE(true),
    /// To make the entry, with no other attributes than these.
    ADD(true),
    DELETE(false),
    /// To act as the entry's subject (RFC 4370).
    PROXY(false),
    /// To make rules for the entry, about rights that one has there oneself.
    MANAGE(false);

    private final boolean ofAttributes;

    Right(boolean ofAttributes) {
        this.ofAttributes = ofAttributes;
    }

    /// Whether it is a right to single attributes, else to the whole entry.
    public boolean isOfAttributes() {
        return ofAttributes;
    }

    /// As rules spell it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Right> of(String text) {
        return Arrays.stream(values())
                .filter(right -> right.text().equals(text))
                .findFirst();
    }
}
