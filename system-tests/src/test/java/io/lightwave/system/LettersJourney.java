package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Letters are handed to npm's smtp-server by STARTTLS: their links set passwords and make accounts, their codes sign
/// in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LettersJourney {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    // RFC 7636, appendix B
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final Acme acme = Acme.shared();
    private final Acme.TenantOfTest tenant = acme.tenant("letters.example");
    private Process office;
    private Path letters;

    @BeforeAll
    void there_is_a_post_office() throws Exception {
        letters = Files.createFile(Scratch.file("letters.jsonl"));
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
        office.onExit().orTimeout(2, TimeUnit.MINUTES).join();
        Files.delete(letters);
    }

    @Test
    void whoever_has_forgotten_the_password_sets_another_by_a_link() throws Exception {
        var browser = new TreeMap<String, String>();
        Http.Answer form = get(browser, tenant.path("/login/forgotten"));
        submit(browser, form, "/login/forgotten", Map.of("username", "hedy"));
        JsonNode letter = await("hedy@letters.example", 1);
        assertThat(letter.path("from").stringValue()).isEqualTo("no-reply@lightwave.example");
        Http.Answer page = get(browser, link(letter));
        Http.Answer done = submit(
                browser,
                page,
                "/login/new-password",
                Map.of("new-password", "another good one", "repeated-password", "another good one"));
        assertThat(done.body()).contains("Your password is set");
        assertThat(text(await("hedy@letters.example", 2))).contains("has been set by a link");
    }

    @Test
    void whoever_a_client_sends_to_make_an_account_proves_the_address_and_comes_back_by_a_code_in_a_letter()
            throws Exception {
        String callback = "https://rp.example/callback";
        String shop = tenant.create(
                        "clients",
                        Map.of(
                                "clientId",
                                "shop",
                                "grantTypes",
                                List.of("authorization_code"),
                                "redirectUris",
                                List.of(callback)))
                .text("clientSecret");
        policy("""
                {"selfRegistration":{"allowed":true,"emailDomains":["people.example"]},
                 "secondFactors":["one-time-code","passkey","email-code"],
                 "contexts":[{"acr":"1","methods":[["password"]]},{"acr":"mail","methods":[["password","email-code"]]}]}""");
        assertThat(acme.http
                        .get(tenant.path("/.well-known/openid-configuration"))
                        .json()
                        .path("prompt_values_supported")
                        .toString())
                .contains("\"create\"");
        var browser = new TreeMap<String, String>();
        Http.Answer sent = get(
                browser,
                tenant.path("/oauth2/authorize?client_id=shop&response_type=code&scope=openid+email"
                        + "&prompt=create&state=s&nonce=n&code_challenge=" + CHALLENGE
                        + "&code_challenge_method=S256&redirect_uri="
                        + callback));
        assertThat(sent.status()).as(sent.body()).isEqualTo(303);
        Http.Answer form = get(browser, path(location(sent)));
        Http.Answer told = submit(browser, form, "/login/register", Map.of("email", "mary@people.example"));
        assertThat(told.status()).as(told.body()).isEqualTo(200);
        Http.Answer page = get(browser, link(await("mary@people.example", 1)));
        Http.Answer made = submit(
                browser,
                page,
                "/login/registration",
                Map.of(
                        "given-name", "Mary",
                        "family-name", "Jackson",
                        "new-password", "another good one",
                        "repeated-password", "another good one"));
        assertThat(made.body()).contains("Your account is made");

        Http.Answer signIn = get(
                browser, found("id=\"way-on\" href=\"([^\"]+)\"", made.body()).replace("&amp;", "&"));
        Http.Answer asked = submit(
                browser, signIn, "/login", Map.of("username", "mary@people.example", "password", "another good one"));
        assertThat(asked.body()).contains("letter-sent");
        String code = found("(?m)^([0-9]{6}) is your code", text(await("mary@people.example", 2)));
        Http.Answer wrong =
                submit(browser, asked, "/login/code", Map.of("code", code.equals("000000") ? "000001" : "000000"));
        assertThat(wrong.status()).isEqualTo(403);
        Http.Answer in = submit(browser, wrong, "/login/code", Map.of("code", code));
        assertThat(in.status()).as(in.body()).isEqualTo(303);
        assertThat(location(in)).startsWith(callback);
        Http.Answer tokens = acme.http.form(
                tenant.path("/oauth2/token"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        found("[?&]code=([^&]+)", location(in)),
                        "redirect_uri",
                        callback,
                        "code_verifier",
                        VERIFIER),
                "Authorization",
                Http.basic("shop", shop));
        JsonNode claims = claims(tokens.text("id_token"));
        JsonNode person = acme.http
                .get(tenant.path("/oauth2/userinfo"), Acme.bearer(tokens.text("access_token")))
                .json();
        assertThat(person.path("email").asString()).isEqualTo("mary@people.example");
        assertThat(person.path("email_verified").asBoolean()).isTrue();
        assertThat(claims.path("acr").asString()).isEqualTo("mail");
        assertThat(claims.path("amr").toString()).contains("pwd", "otp", "email", "mfa");
        assertThat(submit(browser, asked, "/login/code", Map.of("code", code)).status())
                .as("the code once more")
                .isNotEqualTo(303);
    }

    private void policy(String patch) {
        Http.Answer answer = acme.http.json("PATCH", tenant.api("policies/authentication"), patch, acme.operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode claims(String token) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("[.]", -1)[1]));
    }

    private static String location(Http.Answer answer) {
        return answer.response().headers().firstValue("Location").orElse("");
    }

    private static String path(String location) {
        URI uri = URI.create(location);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    private static String text(JsonNode letter) {
        return letter.path("text").stringValue();
    }

    private static String link(JsonNode letter) {
        return found("https://[^/]+(/[^\\s]+)", text(letter));
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    /// One of the letters to an address, counted from 1.
    private JsonNode await(String address, int count) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            String written = Files.readString(letters);
            List<JsonNode> all = written.substring(0, written.lastIndexOf('\n') + 1) // the last may be half there
                    .lines()
                    .map(JsonMapper.shared()::readTree)
                    .filter(letter -> letter.path("to").toString().equals("[\"" + address + "\"]"))
                    .toList();
            if (all.size() >= count) {
                return all.get(count - 1);
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
        Matcher hidden = Pattern.compile("<input type=\"hidden\" name=\"(csrf|link|request|step)\" value=\"([^\"]*)\"")
                .matcher(page.body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
        }
        fields.putAll(typed);
        return keep(browser, acme.http.form(tenant.path(below), fields, "Cookie", cookies(browser)));
    }
}
