package io.lightwave.directory.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Lists of strings, as postal addresses are (RFC 4517 §3.3.28): lines between `$`, in which `\24` is `$` and `\5C`
/// is `\`. They are compared line by line (§4.2.12).
final class PostalLines {
    /// What stands for a `$` in a normalised line, where no other can come from: preparation makes `$` of it.
    private static final String DOLLAR = "\uff04";

    private static final Pattern ESCAPED = Pattern.compile("\\\\(?:(24)|5[Cc])");

    private static final String LINE = "(?:[^$\\\\]++|\\\\(?:24|5[Cc]))++";
    private static final Pattern LINES = Pattern.compile(LINE + "(?:[$]" + LINE + ")*+");

    private PostalLines() {}

    /// Whether each line has something in it, and each backslash begins an escape.
    static boolean are(String text) {
        return LINES.matcher(text).matches();
    }

    /// A backslash before anything else is one: such values were taken once, and are asked for.
    static String normalise(byte[] value) {
        String text = StringPreparation.utf8(value);
        if (text.indexOf('\\') < 0 && text.indexOf('$') < 0) {
            return part(value);
        }
        return Arrays.stream(text.split("[$]", -1))
                .map(line -> ESCAPED.matcher(line).replaceAll(escape -> escape.group(1) != null ? "\\$" : "\\\\"))
                .map(line -> part(line.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("$"));
    }

    /// What is in one line, without escapes, in the form of normalised values.
    static String part(byte[] text) {
        return StringPreparation.prepare(text, true).replace("$", DOLLAR);
    }
}
