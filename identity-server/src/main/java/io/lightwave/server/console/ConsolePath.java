package io.lightwave.server.console;

import java.util.regex.Pattern;

/// Where a sign-in may return to: a path of the console, with a query perhaps; anything else becomes `/console/`.
/// So a link to the sign-in page can lead nowhere but here.
record ConsolePath(String value) {
    private static final Pattern LOCAL =
            Pattern.compile("(?!.*(//|/([.]|%2[eE]){1,2}(/|[?]|$)))/console/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,500}");

    static ConsolePath of(String text) {
        return new ConsolePath(LOCAL.matcher(text).matches() ? text : "/console/");
    }
}
