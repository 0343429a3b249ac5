package io.lightwave.token.protocol;

import java.util.stream.Collectors;

/// The value of `error_description`: ASCII without quotation marks, backslashes and control characters (RFC 6749
/// §4.1.2.1 and §5.2, RFC 7591 §3.2.2), which clients that check their answers hold it against.
public final class ErrorDescription {
    private ErrorDescription() {}

    /// The same in those characters: `§` is spelt out, quotation marks become single ones, and what is left a `?`.
    public static String of(String text) {
        return text.replace("§", "section ")
                .replace('"', '\'')
                .codePoints()
                .mapToObj(c -> Character.toString(isPermitted(c) ? c : '?'))
                .collect(Collectors.joining());
    }

    private static boolean isPermitted(int c) {
        return c >= ' ' && c < 0x7F && c != '\\';
    }
}
