package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Letters are handed to npm's smtp-server by STARTTLS, and their links set passwords.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LettersJourney {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Acme acme = Acme.shared();
    private final Acme.TenantOfTest tenant = acme.tenant("letters.example");
    private Process office;
    private Path letters;

    @BeforeAll
    void there_is_a_post_office() throws Exception {
        letters = Files.createTempFile("letters", ".jsonl");
        Path program = Shell.npm("smtp", "post-office");
        Path log = program.resolve("post-office.log");
        office = Shell.nodeProcess(
                Map.of(
                        "POST_PORT", String.valueOf(Acme.POST.port()),
                        "POST_KEY", Acme.POST.key().toString(),
                        "POST_CERTIFICATE", Acme.POST.certificate().toString(),
                        "POST_FILE", letters.toString()),
                program,
                "post-office.mjs",
                log);
        Shell.awaitPort(office, Acme.POST.port(), log);
        tenant.person(
                "hedy",
                "correct horse battery",
                Map.of("emails", List.of(Map.of("value", "hedy@letters.example", "primary", true))));
    }

    @AfterAll
    void it_closes() throws Exception {
        office.destroy();
        office.onExit().join();
        Files.delete(letters);
    }

    @Test
    void whoever_has_forgotten_the_password_sets_another_by_a_link() throws Exception {
        var browser = new TreeMap<String, String>();
        Http.Answer form = get(browser, tenant.path("/login/forgotten"));
        submit(browser, form, "/login/forgotten", Map.of("username", "hedy"));
        JsonNode letter = await(1);
        assertThat(letter.path("from").stringValue()).isEqualTo("no-reply@lightwave.example");
        assertThat(letter.path("to").toString()).isEqualTo("[\"hedy@letters.example\"]");
        Matcher link = Pattern.compile("https://[^/]+(/[^\\s]+)")
                .matcher(letter.path("text").stringValue());
        assertThat(link.find()).isTrue();
        Http.Answer page = get(browser, link.group(1));
        Http.Answer done = submit(
                browser,
                page,
                "/login/new-password",
                Map.of("new-password", "another good one", "repeated-password", "another good one"));
        assertThat(done.body()).contains("Your password is set");
        assertThat(await(2).path("text").stringValue()).contains("has been set by a link");
    }

    private JsonNode await(int count) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            List<String> all = Files.readAllLines(letters);
            if (all.size() >= count) {
                return JsonMapper.shared().readTree(all.get(count - 1));
            }
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("no letter: " + tenant.audit().body());
            }
            Thread.sleep(100);
        }
    }

    private Http.Answer keep(Map<String, String> browser, Http.Answer answer) {
        answer.response().headers().allValues("Set-Cookie").forEach(set -> {
            int equals = set.indexOf('=');
            browser.put(set.substring(0, equals), set.substring(equals + 1, set.indexOf(';')));
        });
        return answer;
    }

    private static String cookies(Map<String, String> browser) {
        return browser.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private Http.Answer get(Map<String, String> browser, String path) {
        return keep(browser, acme.http.get(path, "Cookie", cookies(browser)));
    }

    /// Sends a form with the hidden fields of the page it stands on.
    private Http.Answer submit(Map<String, String> browser, Http.Answer page, String below, Map<String, String> typed) {
        var fields = new HashMap<String, String>();
        Matcher hidden = Pattern.compile("<input type=\"hidden\" name=\"(csrf|link)\" value=\"([^\"]*)\"")
                .matcher(page.body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2));
        }
        fields.putAll(typed);
        return keep(browser, acme.http.form(tenant.path(below), fields, "Cookie", cookies(browser)));
    }
}
