package io.lightwave.directory.schema;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the rules of the first component compare (RFC 4517 §4.2.10, §4.2.15, §4.2.26): that of a definition, as
/// `( 2.5.4.3 NAME 'cn' … )`, with an assertion, which is only it.
final class FirstComponent {
    private static final Pattern DEFINITION =
            Pattern.compile("\\( *(?:'([^']*)'|([^ ()']+))(?: .*|\\))?", Pattern.DOTALL);

    private FirstComponent() {}

    static byte[] of(byte[] value) {
        Matcher definition = DEFINITION.matcher(StringPreparation.utf8(value).strip());
        if (!definition.matches()) {
            return value;
        }
        String quoted = definition.group(1);
        return (quoted == null ? definition.group(2) : quoted).getBytes(StandardCharsets.UTF_8);
    }
}
