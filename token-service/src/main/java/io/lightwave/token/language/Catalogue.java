package io.lightwave.token.language;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.context.support.AbstractMessageSource;

/// The words of one language.
public final class Catalogue {
    private static final Map<Locale, Catalogue> ALL =
            Languages.SUPPORTED.stream().collect(Collectors.toUnmodifiableMap(it -> it, Catalogue::new));

    private final Locale locale;
    private final Map<String, String> words;
    private final DateTimeFormatter minute;

    private Catalogue(Locale locale) {
        this.locale = locale;
        this.words = read("words_%s.properties".formatted(locale.toLanguageTag()));
        this.minute = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale)
                .withZone(ZoneOffset.UTC);
    }

    /// @param locale one of [Languages#SUPPORTED]
    public static Catalogue of(Locale locale) {
        return Objects.requireNonNull(ALL.get(locale), locale::toLanguageTag);
    }

    public Locale locale() {
        return locale;
    }

    public String say(Text text) {
        return format(
                pattern(text.key()),
                text.arguments().stream().map(this::argument).toArray());
    }

    /// The same with arguments as they are.
    public String say(String key, Object... arguments) {
        return say(Text.of(key, arguments));
    }

    /// What templates read by `#{…}`.
    public static MessageSource messages() {
        return new AbstractMessageSource() {
            @Override
            protected MessageFormat resolveCode(String code, Locale locale) {
                return new MessageFormat(of(locale).pattern(code), locale);
            }
        };
    }

    /// Words with places in them.
    String pattern(String key) {
        String pattern = words.get(key);
        if (pattern == null) {
            throw new IllegalArgumentException("no words for " + key);
        }
        return pattern;
    }

    String format(String pattern, Object... arguments) {
        return new MessageFormat(pattern, locale).format(arguments);
    }

    /// To the minute, in UTC, which it says.
    public String time(Instant instant) {
        return minute.format(instant) + " UTC";
    }

    Set<String> keys() {
        return new TreeSet<>(words.keySet());
    }

    private Object argument(Object argument) {
        return switch (argument) {
            case Text text -> say(text);
            case Instant instant -> time(instant);
            default -> argument;
        };
    }

    private static Map<String, String> read(String name) {
        try (var in = Catalogue.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing " + name);
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            var words = new HashMap<String, String>();
            properties.stringPropertyNames().forEach(key -> words.put(key, properties.getProperty(key)));
            return Map.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
