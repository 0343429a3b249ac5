package io.lightwave.directory.entry;

/// The three values of a filter (RFC 4511 §4.5.1.7, X.511 §7.8).
public enum Truth {
    FALSE,
    UNDEFINED,
    TRUE;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNDEFINED -> UNDEFINED;
            case TRUE -> FALSE;
        };
    }
}
