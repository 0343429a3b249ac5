package io.lightwave.token.appearance;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How a tenant's pages look and speak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppearanceTest {
    static final String API = "/api/v1/tenants/acme.example/policies/appearance";
    static final String LOGIN = "/t/acme.example/login";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void ours() {
        assertThat(patch("""
                {"language": null, "logo": null, "light": null, "dark": null, "banner": null}""").status()).isEqualTo(200);
    }

    Answer patch(String json) {
        return acme.browser().send("PATCH", API, "application/merge-patch+json", json);
    }

    void set(String json) {
        Answer answer = patch(json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    void assertRefused(String json, String field, String why) {
        Answer answer = patch(json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(field).contains(why);
    }

    /// The one address in a page that fits.
    static String address(Answer page, String pattern) {
        var found = java.util.regex.Pattern.compile("\"(/t/acme[.]example/login/look/[0-9a-f]{32}[.]" + pattern + ")\"")
                .matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    /// A PNG of one grey square, with chunks of ours among its own.
    static byte[] png(int side, Map<String, byte[]> more) {
        var deflater = new Deflater();
        deflater.setInput(new byte[(side + 1) * side]);
        deflater.finish();
        byte[] packed = new byte[8_192];
        byte[] pixels = Arrays.copyOf(packed, deflater.deflate(packed));
        var png = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(png)) {
            out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
            var header = new ByteArrayOutputStream();
            try (var head = new DataOutputStream(header)) {
                head.writeInt(side);
                head.writeInt(side);
                head.write(new byte[] {8, 0, 0, 0, 0});
            }
            chunk(out, "IHDR", header.toByteArray());
            for (var each : more.entrySet()) {
                chunk(out, each.getKey(), each.getValue());
            }
            chunk(out, "IDAT", pixels);
            chunk(out, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] typed = (type + new String(content, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        var sum = new CRC32();
        sum.update(typed);
        out.writeInt(content.length);
        out.write(typed);
        out.writeInt((int) sum.getValue());
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Nested
    @DisplayName("Colours")
    class Colours {
        @Test
        void are_those_of_the_product_unless_a_tenant_has_its_own() {
            Answer page = acme.browser().get(LOGIN);
            assertThat(page.body()).doesNotContain("/login/look/");
            assertThat(acme.browser()
                            .get(LOGIN + "/look/" + "0".repeat(32) + ".css")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void stand_in_a_style_sheet_of_the_tenant_s() {
            set("""
                    {"light": {"accent": "#7a0019", "background": "#fff4e5"}}""");
            String address = address(acme.browser().get(LOGIN), "css");
            Answer css = acme.browser().get(address);
            assertThat(css.body())
                    .contains("--accent:#7a0019;", "--on-accent:#ffffff;", "--page:#fff4e5;")
                    .contains("(prefers-color-scheme:dark){:root{--accent:#8ab4f8;");
            assertThat(css.header("Cache-Control").orElseThrow()).contains("immutable");
            assertThat(css.header("Content-Type").orElseThrow()).startsWith("text/css");
            assertThat(acme.browser().get("/t/other.example/login").body()).doesNotContain("/login/look/");

            set("""
                    {"dark": {"accent": "#ffcc00"}}""");
            String changed = address(acme.browser().get(LOGIN), "css");
            assertThat(changed).isNotEqualTo(address);
            assertThat(acme.browser().get(changed).body()).contains("--accent:#ffcc00;", "--on-accent:#000000;");
            assertThat(acme.browser().get(address).header("Cache-Control")).contains("no-store");
        }

        @ParameterizedTest
        @CsvSource({
            "light, accent, #8ab4f8, the card",
            "light, accent, #767676, a button pointed at",
            "dark, accent, #0b57d0, the card",
            "light, background, #4a5768, the foot of the page",
            "dark, background, #ffffff, the foot of the page",
        })
        void are_refused_without_enough_contrast(String scheme, String which, String colour, String behind) {
            assertRefused("{\"%s\": {\"%s\": \"%s\"}}".formatted(scheme, which, colour), scheme + "." + which, behind);
        }

        @ParameterizedTest
        @ValueSource(strings = {"red", "#fff", "#gggggg", "#000000;}body{display:none", "url(https://x.example)", ""})
        void are_nothing_but_six_digits(String colour) {
            assertRefused("{\"light\": {\"accent\": \"%s\"}}".formatted(colour), "light.accent", "#rrggbb");
        }

        @Test
        void have_the_contrast_that_the_recommendation_computes() {
            assertThat(Colour.WHITE.contrastWith(Colour.BLACK)).isEqualTo(21);
            assertThat(Colour.parse("#777777").contrastWith(Colour.WHITE)).isBetween(4.47, 4.48);
            assertThat(Colour.parse("#ff0000").contrastWith(Colour.WHITE)).isBetween(3.99, 4.0);
        }

        @Test
        void meet_those_of_our_style_sheet() throws IOException {
            String css = Files.readString(Path.of("src/main/resources/io/lightwave/token/page/style.css"));
            String dark = css.substring(css.indexOf("prefers-color-scheme: dark"));
            for (var scheme : List.of(Palette.Scheme.LIGHT, Palette.Scheme.DARK)) {
                assertThat(scheme.equals(Palette.Scheme.LIGHT) ? css.substring(0, css.indexOf("@media")) : dark)
                        .contains("--card: " + scheme.card() + ";", "--soft: " + scheme.footer() + ";");
            }
            assertThat(dark).contains("--accent: #8ab4f8", "--accent-hover: #aecbfa", "--on-accent: #0b1a33");
            assertThat(dark).contains("--page: #0e131b", "--glow: #16294a");
        }
    }

    @Nested
    @DisplayName("The logo")
    class TheLogo {
        @Test
        void is_served_by_us_and_loses_what_does_not_draw_it() {
            byte[] plain = png(32, Map.of());
            byte[] talkative = png(32, Map.of("tEXt", "Comment\0<script>".getBytes(StandardCharsets.ISO_8859_1)));
            set("{\"logo\": \"%s\"}".formatted(base64(talkative)));
            Answer page = acme.browser().get(LOGIN);
            Answer logo = acme.browser().get(address(page, "png"));
            assertThat(logo.header("Content-Type")).contains("image/png");
            assertThat(logo.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(logo.header("Content-Length")).contains(String.valueOf(plain.length));
            assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("img-src 'self';");
            assertThat(page.body()).contains("alt=\"\"").doesNotContain("<svg class=\"mark\"");
        }

        @Test
        void is_a_small_png_and_nothing_else() {
            byte[] good = png(32, Map.of());
            byte[] damaged = good.clone();
            damaged[40]++;
            for (var wrong : List.of(
                    Map.entry(
                            "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
                            "is not a PNG"),
                    Map.entry(new byte[0], "is not a PNG"),
                    Map.entry(Arrays.copyOf(good, good.length - 1), "without an end"),
                    Map.entry(Arrays.copyOf(good, 20), "without an end"),
                    Map.entry(damaged, "damaged"),
                    Map.entry(png(1_025, Map.of()), "1024 pixels"),
                    Map.entry(png(0, Map.of()), "1024 pixels"),
                    Map.entry(png(32, Map.of("EVIL", new byte[1])), "unknown kind"),
                    Map.entry(png(32, Map.of("IHDR", new byte[13])), "without a beginning"),
                    Map.entry(Arrays.copyOf(good, 33_000), "32 KiB"),
                    Map.entry(new byte[100_000], "32 KiB"))) {
                assertRefused("{\"logo\": \"%s\"}".formatted(base64(wrong.getKey())), "logo", wrong.getValue());
            }
            assertRefused("{\"logo\": \"https://logo.example/a.png\"}", "logo", "is not base64");
        }

        @Test
        void has_nothing_behind_its_end() {
            byte[] good = png(32, Map.of());
            byte[] longer = Arrays.copyOf(good, good.length + 100);
            assertThat(Logo.of(longer).png()).isEqualTo(good);
        }
    }

    @Nested
    @DisplayName("The banner")
    class TheBanner {
        @Test
        void is_read_on_the_sign_in_page_in_the_language_of_the_person() {
            set("""
                    {"banner": {"text": {"en": "Authorised <use> only.", "de": "Nur für Befugte."}, "consent": false}}""");
            assertThat(acme.browser().get(LOGIN).body())
                    .contains("<div class=\"banner\" id=\"banner\" tabindex=\"0\"") // long ones scroll, by the keyboard
                    // too
                    .contains("lang=\"en\">Authorised &lt;use&gt; only.</div>")
                    .contains("sign-in-form");
            assertThat(acme.browser()
                            .sending("Accept-Language", "de")
                            .get(LOGIN)
                            .body())
                    .contains("lang=\"de\">Nur für Befugte.</div>");
        }

        void ask() {
            set("""
                    {"banner": {"text": {"en": "Authorised use only."}, "consent": true}}""");
        }

        List<String> agreed() {
            return acme.jdbc()
                    .sql("select actor || ' ' || target from audit_event where tenant_id = 'acme.example'"
                            + " and action = 'banner.accept' order by id")
                    .query((row, _) -> row.getString(1))
                    .list();
        }

        @Test
        void takes_a_yes_before_the_sign_in_where_the_tenant_wants_one() {
            ask();
            Browser browser = acme.browser();
            Answer banner = browser.follow(authorize(browser, request("shop")));
            assertThat(banner.body()).contains("Authorised use only.").doesNotContain("sign-in-form");
            Answer missing = browser.submit(banner.form().without("agree"));
            assertThat(missing.status()).isEqualTo(400);
            assertThat(missing.body()).contains("Tick the box to go on.");

            int before = agreed().size();
            Answer page = browser.follow(browser.submit(missing.form().with("agree", "yes")));
            assertThat(page.body()).contains("sign-in-form");
            Answer wrong = browser.submit(page.form().with("username", "alice").with("password", "wrong"));
            assertThat(wrong.body()).contains("sign-in-form");
            assertThat(agreed()).hasSize(before);
            Answer done = browser.submit(wrong.form().with("username", "alice").with("password", PASSWORD));
            assertThat(done.answerParameters()).containsKey("code");
            assertThat(agreed()).hasSize(before + 1);
            assertThat(agreed().getLast())
                    .startsWith("user:alice@acme.example banner:")
                    .endsWith(acme.bean(Appearances.class)
                            .of(ACME)
                            .banner()
                            .orElseThrow()
                            .digest());
            assertThat(browser.cookies()).doesNotContainKey("__Host-banner-acme.example");
        }

        @Test
        void is_passed_by_no_form_that_is_posted_without_it() {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            ask();
            Answer stopped =
                    browser.submit(page.form().with("username", "alice").with("password", PASSWORD));
            assertThat(stopped.body()).contains("banner-form");
            assertThat(browser.cookies()).doesNotContainKey("__Host-session-acme.example");
        }

        @Test
        void takes_another_yes_when_it_says_something_else_and_in_another_browser() {
            ask();
            Browser browser = acme.browser();
            Answer banner = browser.get(LOGIN);
            Answer page = browser.follow(browser.submit(banner.form().with("agree", "yes")));
            assertThat(page.body()).contains("sign-in-form");

            Browser thief = acme.browser();
            thief.get(LOGIN);
            thief.setCookie(
                    "__Host-banner-acme.example",
                    java.util.Objects.requireNonNull(browser.cookies().get("__Host-banner-acme.example")));
            assertThat(thief.get(LOGIN).body()).contains("banner-form");

            set("""
                    {"banner": {"text": {"en": "Something else."}}}""");
            assertThat(browser.get(LOGIN).body()).contains("banner-form").contains("Something else.");
            assertThat(browser.submit(page.form().with("username", "alice").with("password", PASSWORD))
                            .body())
                    .contains("banner-form");
        }

        @Test
        void takes_no_yes_from_another_site() {
            ask();
            Browser browser = acme.browser();
            Answer banner = browser.get(LOGIN);
            Answer foreign = browser.post(
                    banner.form().action(),
                    banner.form().with("agree", "yes").fields(),
                    Map.of("Origin", "https://evil.example"));
            assertThat(foreign.status()).isEqualTo(200);
            assertThat(browser.cookies()).doesNotContainKey("__Host-banner-acme.example");
        }

        @ParameterizedTest
        @CsvSource({
            "'{\"consent\": true}', says nothing",
            "'{\"text\": {}, \"consent\": true}', says nothing",
            "'{\"text\": {\"en\": \" \"}, \"consent\": true}', is empty",
            "'{\"text\": {\"fr\": \"Oui\"}, \"consent\": true}', is none of",
            "'{\"text\": {\"en\": \"a\\u0000b\"}, \"consent\": true}', control characters",
        })
        void says_something_in_a_language_that_is_there(String banner, String why) {
            assertRefused("{\"banner\": %s}".formatted(banner), "banner.text", why);
        }
    }

    @Test
    void speaks_the_language_of_the_tenant_to_whoever_reads_none_there_is() {
        set("""
                {"language": "de"}""");
        assertThat(acme.browser().get(LOGIN).body()).contains("<html lang=\"de\"");
        assertThat(acme.browser().sending("Accept-Language", "fr").get(LOGIN).body())
                .contains("<html lang=\"de\"");
        assertThat(acme.browser().sending("Accept-Language", "en").get(LOGIN).body())
                .contains("<html lang=\"en\"");
        assertRefused("{\"language\": \"fr\"}", "language", "is none of");
    }

    @Test
    void is_changed_by_whoever_knows_what_there_is_and_stands_in_the_audit_trail() {
        String tag = acme.browser().get(API).header("ETag").orElseThrow();
        set("""
                {"language": "de"}""");
        assertThat(acme.browser()
                        .sending("If-Match", tag)
                        .send("PATCH", API, "application/merge-patch+json", "{}")
                        .status())
                .isEqualTo(412);
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where tenant_id = 'acme.example'"
                                + " and action = 'policy.update' order by id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .contains("language de");
    }
}
