package io.lightwave.token.language;

import java.util.List;

/// Something to be said, in whichever language.
///
/// @param key names the words in the catalogues
/// @param arguments what stands in their places: texts, numbers, points in time, or another [Text]
public record Text(String key, List<Object> arguments) {
    private static final String AS_IT_IS = "as-it-is";

    public Text {
        arguments = List.copyOf(arguments);
    }

    public static Text of(String key, Object... arguments) {
        return new Text(key, List.of(arguments));
    }

    /// What there are no words for: said as it is in every language.
    public static Text asItIs(String text) {
        return of(AS_IT_IS, text);
    }

    /// As the audit trail has it.
    public String inEnglish() {
        return Catalogue.of(java.util.Locale.ENGLISH).say(this);
    }
}
