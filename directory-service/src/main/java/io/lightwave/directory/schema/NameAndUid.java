package io.lightwave.directory.schema;

import java.util.regex.Pattern;

/// The Name and Optional UID syntax (RFC 4517 §3.3.21): a name, and behind it perhaps `#'0101'B`.
final class NameAndUid {
    private static final Pattern UID = Pattern.compile("#'[01]*'B");

    private NameAndUid() {}

    static String name(String value) {
        return value.substring(0, at(value));
    }

    /// With its `#`; empty when there is none.
    static String uid(String value) {
        return value.substring(at(value));
    }

    private static int at(String value) {
        int hash = value.lastIndexOf('#');
        return hash >= 0
                        && !isEscaped(value, hash)
                        && UID.matcher(value.substring(hash)).matches()
                ? hash
                : value.length();
    }

    /// Whether it belongs to the name: `\#`, but not `\\#`.
    private static boolean isEscaped(String value, int at) {
        int first = at;
        while (first > 0 && value.charAt(first - 1) == '\\') {
            first--;
        }
        return (at - first) % 2 != 0;
    }
}
