package io.lightwave.directory;

import java.util.regex.Pattern;

/// The integers that end credentials (architecture, decision 10): a token is good only while both are equal to those
/// of its tenant and subject now. Written `tenant.subject` in tokens.
public record Epochs(long tenant, long subject) {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})[.](0|[1-9][0-9]{0,17})");

    public static Epochs parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a pair of epochs");
        }
        return new Epochs(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /// After one change that ends what was given to the subject before.
    public Epochs next() {
        return new Epochs(tenant, subject + 1);
    }

    @Override
    public String toString() {
        return tenant + "." + subject;
    }
}
