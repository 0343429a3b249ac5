package io.lightwave.token.client;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Every URI that a generator makes of a registered one by the tricks that have got past other servers, one at a
/// time, two at a time, and letter by letter.
@DisplayName("RFC 9700 §4.1.3 A redirect URI that is not the registered one, letter for letter, is refused")
class RedirectUriMutationTest {
    private static final List<String> REGISTERED = List.of(
            "https://shop.example/callback",
            "https://shop.example:8443/a/b?x=1",
            "http://127.0.0.1/callback",
            "http://localhost:3000/cb",
            "com.example.app:/oauth/callback");

    /// RFC 8252 §7.3, RFC 9700 §4.1.3: of a loopback address and of localhost, any port.
    private static final Pattern PORT =
            Pattern.compile("^(http://(127[.]0[.]0[.]1|\\[::1]|localhost))(:[1-9][0-9]{0,4})?(?=/|$)");

    private static Map<String, UnaryOperator<String>> tricks() {
        var tricks = new LinkedHashMap<String, UnaryOperator<String>>();
        tricks.put("in capitals", uri -> uri.toUpperCase(Locale.ROOT));
        tricks.put("scheme in capitals", uri -> uri.substring(0, 1).toUpperCase(Locale.ROOT) + uri.substring(1));
        for (String suffix : List.of(
                "/",
                "//",
                ".",
                "..",
                "/.",
                "/..",
                "/../",
                "/..;/",
                "..;/",
                ";/",
                ";a=b",
                "%2f",
                "%2e%2e%2f",
                "%252e%252e%252f",
                "%5c..",
                "\\",
                "\\..",
                "?",
                "??",
                "&",
                "?redirect_uri=https://evil.example",
                "&x=2",
                "#",
                "#a",
                "%23",
                "%00",
                "\u0000",
                "\t",
                "\n",
                "\r",
                " ",
                "%20",
                "%09",
                "%0d%0aLocation:%20https://evil.example",
                "*",
                "a",
                "\u200B",
                "\u00AD",
                "\u2025",
                "/evil.example",
                "//evil.example",
                "@evil.example",
                ",https://evil.example",
                " https://evil.example",
                ".evil.example",
                "/%2e%2e/evil",
                "/..%2f",
                "/%c0%ae%c0%ae/")) {
            tricks.put("then '" + suffix + "'", uri -> uri + suffix);
        }
        for (String prefix : List.of(
                " ", "\t", "\u0000", "//", "javascript:", "data:", "view-source:", "\uFEFF", "https://evil.example/")) {
            tricks.put("after '" + prefix + "'", uri -> prefix + uri);
        }
        for (String user : List.of(
                "evil@",
                "evil:evil@",
                "@",
                "evil%40",
                "evil.example%2f@",
                "evil.example\\@",
                "evil.example#@",
                "evil.example?@")) {
            tricks.put(
                    "user " + user,
                    uri -> uri.replaceFirst(":(/+)", ":$1" + java.util.regex.Matcher.quoteReplacement(user)));
        }
        for (String slashes : List.of("/", "///", "\\\\", "/\\", "\\/", "", "/%2f")) {
            tricks.put(
                    "slashes " + slashes,
                    uri -> uri.replaceFirst("://?", java.util.regex.Matcher.quoteReplacement(":" + slashes)));
        }
        for (String scheme : List.of("http", "https", "ftp", "javascript", "data", "file", "com.evil.app", "wss")) {
            tricks.put("scheme " + scheme, uri -> uri.replaceFirst("^[a-z.]+:", scheme + ":"));
        }
        for (String port : List.of(":", ":0", ":00443", ":443", ":80", ":65536", ":-1", ":443@evil.example", ":evil")) {
            tricks.put("port " + port, uri -> uri.replaceFirst("^([a-z]+://[^/:]+)(:[0-9]+)?", "$1" + port));
        }
        for (String host : List.of(
                "evil.example",
                "shop.example.evil.example",
                "evilshop.example",
                "shop-example",
                "shopXexample",
                "shop.example.",
                "sh\u043Ep.example",
                "xn--shp-jua.example",
                "127.0.0.2",
                "127.1",
                "0x7f.0.0.1",
                "2130706433",
                "0177.0.0.1",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "[::ffff:127.0.0.1]",
                "[0:0:0:0:0:0:0:1]",
                "localtest.me")) {
            tricks.put("host " + host, uri -> uri.replaceFirst("://[^/:]+", "://" + host));
        }
        tricks.put("a dot segment inside", uri -> uri.replaceFirst("([^/:])/", "$1/./"));
        tricks.put("up and down", uri -> uri.replaceFirst("([^/:])/", "$1/x/../"));
        tricks.put("up and down, with a semicolon", uri -> uri.replaceFirst("([^/:])/", "$1/x/..;/"));
        tricks.put("up and down, encoded", uri -> uri.replaceFirst("([^/:])/", "$1/x/%2e%2e/"));
        tricks.put(
                "encoded as a whole", uri -> java.net.URLEncoder.encode(uri, java.nio.charset.StandardCharsets.UTF_8));
        return tricks;
    }

    /// Every URI with one letter left out, doubled, percent-encoded, or in the other case.
    private static Set<String> slips(String uri) {
        var slips = new LinkedHashSet<String>();
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            String before = uri.substring(0, i);
            String after = uri.substring(i + 1);
            slips.add(before + after);
            slips.add(before + c + c + after);
            slips.add(before + "%%%02x".formatted((int) c) + after);
            slips.add(before + "%%%02X".formatted((int) c) + after);
            slips.add(
                    before + (Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c)) + after);
            slips.add(before + (char) (c + 1) + after);
            slips.add(before + "*" + after);
        }
        slips.remove(uri);
        return slips;
    }

    private static Set<String> mutants(String uri) {
        var mutants = new LinkedHashSet<>(slips(uri));
        List<UnaryOperator<String>> tricks = new ArrayList<>(tricks().values());
        for (UnaryOperator<String> one : tricks) {
            String once = one.apply(uri);
            mutants.add(once);
            tricks.forEach(other -> mutants.add(other.apply(once)));
        }
        mutants.removeIf(mutant -> isTheSame(uri, mutant));
        return mutants;
    }

    private static boolean isTheSame(String uri, String mutant) {
        return uri.equals(mutant)
                || (PORT.matcher(uri).find()
                        && PORT.matcher(uri)
                                .replaceFirst("$1")
                                .equals(PORT.matcher(mutant).replaceFirst("$1")));
    }

    @Test
    void of_all_that_the_generator_makes_none_is_accepted() {
        int count = 0;
        for (String uri : REGISTERED) {
            var registered = new RedirectUri(uri);
            assertThat(registered.accepts(uri)).isTrue();
            for (String mutant : mutants(uri)) {
                assertThat(registered.accepts(mutant))
                        .as("%s for %s", mutant, uri)
                        .isFalse();
                count++;
            }
        }
        assertThat(count).isGreaterThan(30_000);
    }

    @Test
    void at_the_endpoint_each_trick_gives_a_page_and_no_redirect() {
        try (Acme acme = Acme.start()) {
            acme.client(ACME, """
                    {"clientId":"many","tokenEndpointAuthMethod":"none","applicationType":"native","redirectUris":["%s"]}""".formatted(String.join("\",\"", REGISTERED)));
            for (String uri : REGISTERED) {
                tricks().forEach((name, trick) -> {
                    String mutant = trick.apply(uri);
                    if (REGISTERED.stream().noneMatch(other -> isTheSame(other, mutant))) {
                        Answer answer = Acme.authorize(
                                acme.browser(), request("app", Map.of("client_id", "many", "redirect_uri", mutant)));
                        assertThat(answer.status()).as("%s: %s", name, mutant).isEqualTo(400);
                        assertThat(answer.header("Location")).as(mutant).isEmpty();
                    }
                });
            }
        }
    }

    @Test
    void sent_twice_it_is_of_no_use_whichever_is_good() {
        try (Acme acme = Acme.start()) {
            String good = Acme.authorizePath(ACME, request("shop"));
            for (String path : List.of(
                    good + "&redirect_uri=https://evil.example/",
                    good.replace("redirect_uri=", "redirect_uri=https://evil.example/&redirect_uri="),
                    good + "&redirect_uri=")) {
                Answer answer = acme.browser().get(path);
                if (answer.status() != 400) { // an empty one counts as not sent (RFC 6749 §3.1)
                    assertThat(path).endsWith("redirect_uri=");
                }
                assertThat(answer.toString()).doesNotContain("location=[https://evil.example");
            }
        }
    }
}
