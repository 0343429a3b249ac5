package io.lightwave.directory.schema;

import java.util.List;

/// What a substring assertion asks of a normalised value (RFC 4517 §3.3.30): what it begins with, what it has in its
/// middle in this order, and what it ends with.
///
/// @param initial empty when there is none, as is `last`
public record SubstringPattern(String initial, List<String> middle, String last) {

    public boolean matches(String value) {
        int end = value.length() - last.length();
        int at = initial.length();
        if (at > end || !value.startsWith(initial) || !value.endsWith(last)) {
            return false;
        }
        for (String part : middle) {
            int found = value.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }
}
