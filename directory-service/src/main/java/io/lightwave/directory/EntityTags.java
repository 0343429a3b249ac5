package io.lightwave.directory;

import java.util.regex.Pattern;

/// What a change is based on (RFC 9110 §13.1.1): any version there is, or one of a list of entity tags.
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("\\G[ \t,]*((?:W/)?\"[^\"]*\")[ \t]*(?=,|$)");

    private EntityTags() {}

    /// Whether an `If-Match` names the version with this strong entity tag, or any. A weak tag names no version, and
    /// neither does anything from where the header is no list of entity tags.
    public static boolean isAmong(String tag, String ifMatch) {
        return ifMatch.strip().equals("*")
                || TAG.matcher(ifMatch)
                        .results()
                        .anyMatch(found -> found.group(1).equals(tag));
    }
}
