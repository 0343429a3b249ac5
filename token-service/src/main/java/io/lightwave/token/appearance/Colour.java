package io.lightwave.token.appearance;

import java.util.Locale;
import java.util.regex.Pattern;

/// A colour in sRGB, as `#rrggbb`.
record Colour(int red, int green, int blue) {
    static final Colour WHITE = new Colour(255, 255, 255);
    static final Colour BLACK = new Colour(0, 0, 0);

    private static final Pattern FORM = Pattern.compile("#[0-9A-Fa-f]{6}");

    /// @throws IllegalArgumentException for any other form
    static Colour parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("is not of the form #rrggbb");
        }
        int bits = Integer.parseInt(text.substring(1), 16);
        return new Colour(bits >> 16, bits >> 8 & 255, bits & 255);
    }

    /// The contrast ratio of the two, 1 to 21 (WCAG 2.2, "contrast ratio").
    double contrastWith(Colour other) {
        double one = luminance() + 0.05;
        double two = other.luminance() + 0.05;
        return Math.max(one, two) / Math.min(one, two);
    }

    /// @param share of the other, 0 to 1
    Colour mixedWith(Colour other, double share) {
        return new Colour(mix(red, other.red, share), mix(green, other.green, share), mix(blue, other.blue, share));
    }

    private static int mix(int one, int other, double share) {
        return (int) Math.round(one * (1 - share) + other * share);
    }

    /// WCAG 2.2, "relative luminance".
    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
