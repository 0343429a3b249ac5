package io.lightwave.token.appearance;

import io.lightwave.token.language.Languages;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a tenant's pages look and speak.
public final class Look {
    private final Locale language;
    private final Optional<byte[]> logo;
    private final Optional<Banner> banner;
    private final String css;
    private final String version;

    Look(Locale language, Optional<Logo> logo, Palette light, Palette dark, Optional<Banner> banner) {
        this.language = language;
        this.logo = logo.map(Logo::png);
        this.banner = banner;
        this.css = light.isOurs() && dark.isOurs()
                ? ""
                : ":root{%s}%n@media (prefers-color-scheme:dark){:root{%s}}%n"
                        .formatted(both(light), darkly(light, dark));
        this.version = HexFormat.of().formatHex(sha256(css, this.logo.orElse(new byte[0])), 0, 16);
    }

    private static String both(Palette light) {
        return light.css();
    }

    /// What is ours on dark pages stays ours when the light ones have other colours.
    private static String darkly(Palette light, Palette dark) {
        String ours = (light.accent().isPresent() && dark.accent().isEmpty()
                        ? "--accent:#8ab4f8;--accent-hover:#aecbfa;--on-accent:#0b1a33;--focus:#8ab4f8;"
                        : "")
                + (light.background().isPresent() && dark.background().isEmpty()
                        ? "--page:#0e131b;--glow:#16294a;"
                        : "");
        return ours + dark.css();
    }

    /// Of whoever reads none of those there are.
    public Locale language() {
        return language;
    }

    /// Part of the address of its style sheet and logo, which changes with them.
    public String version() {
        return version;
    }

    public boolean hasLogo() {
        return logo.isPresent();
    }

    /// Whether there are colours of its own.
    public boolean hasColours() {
        return !css.isEmpty();
    }

    public Optional<Banner> banner() {
        return banner;
    }

    /// In PNG.
    Optional<byte[]> logo() {
        return logo.map(byte[]::clone);
    }

    String css() {
        return css;
    }

    String inWords() {
        return "language %s, logo %s, colours %s, banner %s"
                .formatted(
                        language.toLanguageTag(),
                        hasLogo() ? "there" : "none",
                        hasColours() ? css.replaceAll("\\R", " ").strip() : "ours",
                        banner.map(it -> it.digest() + (it.consent() ? " with consent" : ""))
                                .orElse("none"));
    }

    private static byte[] sha256(String text, byte[] more) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            return digest.digest(more);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What people are told before they sign in.
    ///
    /// @param text by language tag
    /// @param consent whether the sign-in takes a yes to it
    public record Banner(Map<String, String> text, boolean consent) {
        public Banner {
            text = Map.copyOf(text);
        }

        /// What it says, and in which language: the wanted one if it does.
        public Map.Entry<Locale, String> in(Locale wanted) {
            List<Locale> order = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(wanted), Languages.SUPPORTED.stream())
                    .toList();
            return order.stream()
                    .filter(locale -> text.containsKey(locale.toLanguageTag()))
                    .map(locale -> Map.entry(locale, String.valueOf(text.get(locale.toLanguageTag()))))
                    .findFirst()
                    .orElseThrow();
        }

        /// Names what it says, in every language.
        public String digest() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(sha256(new java.util.TreeMap<>(text).toString(), new byte[0]));
        }
    }
}
