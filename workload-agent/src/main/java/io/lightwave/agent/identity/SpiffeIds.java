package io.lightwave.agent.identity;

import java.util.regex.Pattern;

/// SPIFFE IDs (SPIFFE-ID §2): refused, never put right.
public final class SpiffeIds {
    private static final int LONGEST = 2048;
    private static final Pattern FORM =
            Pattern.compile("spiffe://([a-z0-9._-]{1,255})((?:/(?![.]{1,2}(?:/|$))[A-Za-z0-9._-]+)*)");

    private SpiffeIds() {}

    /// Whether it is one, with or without a path.
    public static boolean isOne(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    /// Whether it names a workload of this trust domain.
    static boolean isOf(String trustDomain, String text) {
        var parts = FORM.matcher(text);
        return text.length() <= LONGEST
                && parts.matches()
                && parts.group(1).equals(trustDomain)
                && !parts.group(2).isEmpty();
    }
}
