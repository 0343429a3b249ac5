package io.lightwave.directory.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Language tags and ranges (RFC 3866) as options of attribute descriptions.
final class AttributeOptions {
    private static final int MOST = 4;
    private static final String TAG = "lang-[a-z]{1,8}(-[a-z0-9]{1,8}){0,6}";
    private static final Pattern TAGS = Pattern.compile(TAG);
    private static final Pattern TAGS_AND_RANGES = Pattern.compile(TAG + "-?|lang-");

    private AttributeOptions() {}

    /// The options, if all of them are known, in lower case and sorted.
    ///
    /// @param text what follows the first `;`
    /// @param ranges whether ranges are taken too
    static Optional<List<String>> parse(String text, boolean ranges) {
        var options = new ArrayList<String>();
        for (String option : text.split(";", -1)) {
            String lower = option.toLowerCase(Locale.ROOT);
            if (!(ranges ? TAGS_AND_RANGES : TAGS).matcher(lower).matches() || options.size() == MOST) {
                return Optional.empty();
            }
            if (!options.contains(lower)) {
                options.add(lower);
            }
        }
        options.sort(null);
        return Optional.of(List.copyOf(options));
    }

    static boolean cover(List<String> asked, List<String> present) {
        for (String option : asked) {
            boolean found = option.endsWith("-")
                    ? present.stream().anyMatch(tag -> (tag + "-").startsWith(option))
                    : present.contains(option);
            if (!found) {
                return false;
            }
        }
        return true;
    }
}
