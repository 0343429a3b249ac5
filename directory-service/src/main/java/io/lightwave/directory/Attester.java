package io.lightwave.directory;

import java.util.regex.Pattern;

/// A node that spoke for a workload, as it was when it did (RFC 9334 §4.1). Written `id/epochs/joining` in tokens.
///
/// @param joining another number after each eviction, and whenever another machine has the node's name
public record Attester(SubjectId node, Epochs epochs, long joining) {
    private static final Pattern FORM = Pattern.compile("([^/]+)/([^/]+)/(0|[1-9][0-9]{0,17})");

    public static Attester parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an attester");
        }
        return new Attester(
                SubjectId.parse(matcher.group(1)), Epochs.parse(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    @Override
    public String toString() {
        return node + "/" + epochs + "/" + joining;
    }
}
