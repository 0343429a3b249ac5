package io.lightwave.token.appearance;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.language.Languages;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a tenant's pages look and speak, as it is written down; what is null is as ours.
///
/// @param language of whoever reads none of those there are
/// @param logo a PNG in base64; null for none
record AppearanceDocument(
        @Nullable String language,
        @Nullable String logo,
        @Nullable Colors light,
        @Nullable Colors dark,
        @Nullable Banner banner) {
    static final AppearanceDocument DEFAULTS = new AppearanceDocument(null, null, null, null, null);

    private static final int LONGEST_BANNER = 4_000;

    AppearanceDocument {
        language = language == null ? Languages.SUPPORTED.getFirst().toLanguageTag() : language;
        light = light == null ? Colors.OURS : light;
        dark = dark == null ? Colors.OURS : dark;
    }

    /// As `#rrggbb`.
    record Colors(@Nullable String accent, @Nullable String background) {
        static final Colors OURS = new Colors(null, null);
    }

    /// @param text by language
    /// @param consent whether a sign-in takes a yes to it
    record Banner(@Nullable Map<String, String> text, boolean consent) {}

    /// Checked.
    ///
    /// @throws InvalidFieldException for what is not acceptable
    Look read() {
        Locale spoken = Languages.SUPPORTED.stream()
                .filter(locale -> locale.toLanguageTag().equals(language))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldException("language", "is none of " + Languages.tags()));
        return new Look(
                spoken,
                Optional.ofNullable(logo).map(AppearanceDocument::picture),
                Palette.of(orOurs(light), Palette.Scheme.LIGHT),
                Palette.of(orOurs(dark), Palette.Scheme.DARK),
                Optional.ofNullable(banner).map(AppearanceDocument::read));
    }

    private static Colors orOurs(@Nullable Colors typed) {
        return typed == null ? Colors.OURS : typed;
    }

    private static Logo picture(String base64) {
        try {
            // far longer ones are not worth decoding
            return Logo.of(
                    base64.length() > 2 * Logo.LARGEST
                            ? new byte[Logo.LARGEST + 1]
                            : Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException unacceptable) {
            String why = String.valueOf(unacceptable.getMessage());
            throw new InvalidFieldException("logo", why.startsWith("is ") ? why : "is not base64");
        }
    }

    private static Look.Banner read(Banner banner) {
        Map<String, String> text = Optional.ofNullable(banner.text()).orElse(Map.of());
        if (text.isEmpty()) {
            throw new InvalidFieldException("banner.text", "says nothing");
        }
        var read = new TreeMap<String, String>();
        text.forEach((tag, words) -> {
            if (!Languages.tags().contains(tag)) {
                throw new InvalidFieldException(
                        "banner.text", "the language %s is none of %s".formatted(quoted(tag), Languages.tags()));
            }
            if (words.isBlank() || words.length() > LONGEST_BANNER) {
                throw new InvalidFieldException("banner.text", "is empty, or longer than 4000 characters");
            }
            if (words.chars().anyMatch(character -> Character.isISOControl(character) && character != '\n')) {
                throw new InvalidFieldException("banner.text", "has control characters other than line feeds");
            }
            read.put(tag, words.strip());
        });
        return new Look.Banner(Collections.unmodifiableMap(read), banner.consent());
    }

    private static String quoted(String tag) {
        return tag.length() > 20 ? "given" : tag;
    }
}
