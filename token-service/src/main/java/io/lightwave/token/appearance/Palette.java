package io.lightwave.token.appearance;

import io.lightwave.directory.InvalidFieldException;
import java.util.Locale;
import java.util.Optional;

/// A tenant's colours on light or on dark pages.
///
/// @param accent of links and buttons; empty for ours
/// @param background behind the card; empty for ours
record Palette(Optional<Colour> accent, Optional<Colour> background) {
    /// Of text (WCAG 2.2, 1.4.3); controls need less (1.4.11).
    private static final double ENOUGH = 4.5;

    /// What of our style sheet the colours meet.
    record Scheme(String word, Colour card, Colour footer) {
        static final Scheme LIGHT = new Scheme("light", Colour.parse("#ffffff"), Colour.parse("#4a5768"));
        static final Scheme DARK = new Scheme("dark", Colour.parse("#171e29"), Colour.parse("#b3bfce"));

        private String field(String colour) {
            return word + "." + colour;
        }
    }

    /// @throws InvalidFieldException for what is no colour, or cannot be read well
    static Palette of(AppearanceDocument.Colors typed, Scheme scheme) {
        Optional<Colour> accent = read(typed.accent(), scheme.field("accent"));
        accent.ifPresent(colour -> {
            require(colour, scheme.card, scheme.field("accent"), "the card that links stand on");
            // of a quiet button that is pointed at
            require(colour, scheme.card.mixedWith(colour, 0.1), scheme.field("accent"), "a button pointed at");
        });
        Optional<Colour> background = read(typed.background(), scheme.field("background"));
        background.ifPresent(colour ->
                require(scheme.footer, colour, scheme.field("background"), "the text at the foot of the page"));
        return new Palette(accent, background);
    }

    private static Optional<Colour> read(@org.jspecify.annotations.Nullable String text, String field) { // null: ours
        try {
            return Optional.ofNullable(text).map(Colour::parse);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException(field, String.valueOf(malformed.getMessage()));
        }
    }

    private static void require(Colour text, Colour behind, String field, String what) {
        double contrast = text.contrastWith(behind);
        if (contrast < ENOUGH) {
            throw new InvalidFieldException(
                    field,
                    String.format(
                            Locale.ROOT,
                            "has a contrast of %.2f to 1 with %s; WCAG 2.2 AA asks for %.1f",
                            Math.floor(contrast * 100) / 100,
                            what,
                            ENOUGH));
        }
    }

    boolean isOurs() {
        return accent.isEmpty() && background.isEmpty();
    }

    /// As declarations of the variables in our style sheet.
    String css() {
        var css = new StringBuilder();
        accent.ifPresent(colour -> {
            Colour on = colour.contrastWith(Colour.WHITE) >= ENOUGH ? Colour.WHITE : Colour.BLACK;
            Colour hover = colour.mixedWith(on.equals(Colour.WHITE) ? Colour.BLACK : Colour.WHITE, 0.2);
            css.append("--accent:%s;--accent-hover:%s;--on-accent:%s;--focus:%s;".formatted(colour, hover, on, colour));
        });
        background.ifPresent(colour -> css.append("--page:%s;--glow:%s;".formatted(colour, colour)));
        return css.toString();
    }
}
