package io.lightwave.token.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of pages and letters")
class CatalogueTest {
    static final Path SOURCES = Path.of("src", "main");
    static final Path PAGES = SOURCES.resolve("resources/io/lightwave/token/page");
    static final Pattern KEY_IN_TEMPLATE =
            Pattern.compile("(?:#\\{|words\\.rich\\(')([a-z][a-z0-9_.-]*)|'([a-z][a-z-]*[.][a-z0-9_.-]+)'");
    static final Pattern KEY_IN_CODE = Pattern.compile("\"([a-z][a-z-]*[.][a-z0-9_.-]+|stale|device|as-it-is)\"");

    static List<Path> files(Path folder, String ending) {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Catalogue english() {
        return Catalogue.of(Locale.ENGLISH);
    }

    @Test
    void are_there_in_every_language() {
        for (Locale locale : Languages.SUPPORTED) {
            assertThat(Catalogue.of(locale).keys())
                    .as(locale.toLanguageTag())
                    .isEqualTo(english().keys());
        }
    }

    @Test
    void have_the_same_places_in_every_language_and_no_quotes_that_would_hide_them() {
        for (String key : english().keys()) {
            for (Locale locale : Languages.SUPPORTED) {
                String pattern = Catalogue.of(locale).pattern(key);
                assertThat(pattern).as(key).isNotBlank().doesNotContain("'");
                assertThat(places(pattern))
                        .as("%s in %s", key, locale)
                        .isEqualTo(places(english().pattern(key)));
            }
        }
    }

    static Set<String> places(String pattern) {
        return Pattern.compile("\\{([0-9])[^}]*}")
                .matcher(new MessageFormat(pattern, Locale.ROOT).toPattern())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void are_known_wherever_a_template_names_them() {
        for (Path template : files(PAGES, ".html")) {
            assertThat(keys(KEY_IN_TEMPLATE, read(template)))
                    .as(template.toString())
                    .allMatch(english().keys()::contains);
        }
    }

    @Test
    void are_all_used() {
        TreeSet<String> used = Stream.concat(
                        files(PAGES, ".html").stream().flatMap(file -> keys(KEY_IN_TEMPLATE, read(file)).stream()),
                        files(SOURCES.resolve("java"), ".java").stream()
                                .flatMap(file -> keys(KEY_IN_CODE, read(file)).stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        Predicate<String> byPrefix = key -> Stream.of("account.said.", "sign-in.alert.", "device-answered.title.")
                .anyMatch(key::startsWith);
        assertThat(english().keys()).filteredOn(byPrefix.negate()).allMatch(key -> used.contains(key));
    }

    static Set<String> keys(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(key -> !key.startsWith("__"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void stand_in_no_template() {
        for (Path template : files(PAGES, ".html")) {
            String text = read(template);
            assertThat(text.replaceAll("<(?:[^<>\"]|\"[^\"]*\")*>", " ")
                            .replace("· Lightwave", "")
                            .strip())
                    .as(template.toString())
                    .isEmpty();
            assertThat(text).doesNotContainPattern("(?:aria-label|title|alt|placeholder)=\"(?![^\"]*[#$]\\{|\")");
            assertThat(Pattern.compile("th:utext=\"([^\"]*)\"")
                            .matcher(text)
                            .results()
                            .map(found -> found.group(1)))
                    .as("unescaped in " + template)
                    .allMatch(value -> value.equals("${script}") || value.startsWith("${words.rich('"));
        }
    }

    @Test
    void say_times_as_their_readers_do() {
        Instant noon = Instant.parse("2026-03-09T15:04:05Z");
        assertThat(english().time(noon)).matches("Mar 9, 2026, 3:04\\hPM UTC");
        assertThat(Catalogue.of(Locale.GERMAN).time(noon)).isEqualTo("09.03.2026, 15:04 UTC");
    }

    @Test
    void escape_what_stands_in_their_places() {
        var words = new Words(english());
        assertThat(words.rich("consent.lead", words.strong("<b>"), "\"&'"))
                .isEqualTo("<strong>&lt;b&gt;</strong> asks &quot;&amp;&#39; for");
        assertThat(words.rich("account.lead", "{0}")).isEqualTo("signed in as {0}");
    }

    @Test
    void are_looked_up_by_the_first_tag_that_is_there() {
        assertThat(Languages.ofTags("fr de-AT en")).contains(Locale.GERMAN);
        assertThat(Languages.ofTags("en-GB de")).contains(Locale.ENGLISH);
        assertThat(Languages.ofTags("fr it")).isEmpty();
        assertThat(Languages.ofTags("")).isEmpty();
        assertThat(Languages.ofTags("<script> de")).isEmpty();
        assertThat(Languages.ofRanges("fr, en;q=0.5, de;q=0.8")).contains(Locale.GERMAN);
        assertThat(Languages.ofRanges("de;q=0, en;q=0.1")).contains(Locale.ENGLISH);
        assertThat(Languages.ofRanges("*")).isEmpty();
        assertThat(Languages.ofRanges("de;q=x")).isEmpty();
        assertThat(Languages.ofRanges("de,".repeat(1_000))).isEmpty();
    }

    @Test
    void would_be_read_from_the_right_in_arabic() {
        assertThat(Languages.SUPPORTED)
                .allMatch(locale -> Languages.direction(locale).equals("ltr"));
        assertThat(Languages.direction(Locale.of("ar"))).isEqualTo("rtl");
    }
}
