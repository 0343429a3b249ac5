package io.lightwave.token.passkey;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static io.lightwave.token.browser.SoftAuthenticator.PRESENT;
import static io.lightwave.token.browser.SoftAuthenticator.SYNCED;
import static io.lightwave.token.browser.SoftAuthenticator.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Golden;
import io.lightwave.token.browser.PasskeyForm;
import io.lightwave.token.browser.SoftAuthenticator;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("WebAuthn Level 3: passkeys")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasskeyTest {

    Acme acme;
    Subject person;
    String name = "";
    int count;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void another() {
        name = "person" + ++count;
        person = acme.user(ACME, name);
    }

    Answer setUp(Browser browser) {
        Answer page = AccountPage.send(browser, "passkeys", Map.of("name", "my key", "password", PASSWORD));
        assertThat(page.status()).as(page.toString()).isEqualTo(200);
        return page;
    }

    Answer register(Browser browser, SoftAuthenticator key) {
        Answer page = setUp(browser);
        return browser.submit(PasskeyForm.with(page, key.create(PasskeyForm.options(acme, browser, page))));
    }

    SoftAuthenticator registered() {
        var key = new SoftAuthenticator();
        assertThat(register(AccountPage.signIn(acme.browser(), name), key).body())
                .contains("Your recovery codes");
        return key;
    }

    Answer proof(Browser browser, SoftAuthenticator key) {
        Answer page = browser.follow(authorize(browser, request("shop")));
        return browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))));
    }

    JsonNode claims(Answer done) {
        return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                .path("id_token")
                .stringValue());
    }

    void assertRefused(Browser browser, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertNobodySignedIn(browser, answer);
    }

    void assertNobodySignedIn(Browser browser, Answer answer) {
        assertThat(answer.header("Location")).as(answer.toString()).isEmpty();
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        assertThat(authorize(browser, request("shop", Map.of("prompt", "none"))).answerParameters())
                .containsEntry("error", "login_required");
    }

    List<String> refusals() {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = 'acme.example' and action = 'session.begin'"
                        + " and outcome ilike 'refused' and actor = ? order by 1")
                .param("user:%s@acme.example".formatted(name))
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Nested
    @DisplayName("§7.1 Registering")
    class Registering {
        @Test
        void shows_the_passkey_and_gives_recovery_codes_with_the_first() {
            name = "zoe";
            person = acme.user(ACME, name);
            Browser browser = AccountPage.signIn(acme.browser(), name);
            Answer page = setUp(browser);
            assertThat(page.header("Content-Security-Policy").orElseThrow())
                    .contains("script-src https://localhost:8443/t/acme.example/login/")
                    .doesNotContain("unsafe");
            JsonNode options = PasskeyForm.options(acme, browser, page);
            assertThat(options.path("rp").path("id").stringValue()).isEqualTo("localhost");
            assertThat(options.path("authenticatorSelection")
                            .path("residentKey")
                            .stringValue())
                    .isEqualTo("required");
            Answer done = browser.submit(PasskeyForm.with(page, new SoftAuthenticator().create(options)));
            assertThat(Pattern.compile("<code>[a-z2-7-]{19}</code>")
                            .matcher(done.body())
                            .results()
                            .count())
                    .isEqualTo(10);
            assertThat(browser.get(AccountPage.PATH).body()).contains("my key").contains("never used");
            Answer second = register(browser, new SoftAuthenticator());
            assertThat(second.location().getQuery()).isEqualTo("done=passkey_added");
        }

        @Test
        void lets_the_session_that_asks_go_on_with_both_factors_and_ends_the_others() {
            Browser elsewhere = AccountPage.signIn(acme.browser(), name);
            Browser browser = AccountPage.signIn(acme.browser(), name);
            register(browser, new SoftAuthenticator());
            assertThat(elsewhere.get(AccountPage.PATH).status()).isEqualTo(303);
            assertThat(claims(authorize(browser, request("shop"))).path("amr").toString())
                    .isEqualTo("[\"pwd\",\"hwk\",\"user\",\"mfa\"]");
        }

        @Test
        void takes_the_password_first() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            assertThat(AccountPage.send(browser, "passkeys", Map.of("name", "k", "password", "wrong"))
                            .status())
                    .isEqualTo(403);
            assertThat(AccountPage.send(browser, "passkeys", Map.of("name", "k"))
                            .status())
                    .isEqualTo(403);
        }

        Answer tampered(UnaryOperator<SoftAuthenticator> lie) {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            Answer answer = register(browser, lie.apply(new SoftAuthenticator()));
            assertThat(browser.get(AccountPage.PATH).body()).doesNotContain("my key");
            return answer;
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://evil.example",
                    "https://localhost",
                    "http://localhost:8443",
                    "https://localhost:84433",
                    "https://xlocalhost:8443",
                    "https://localhost:8443.evil.example"
                })
        @DisplayName("threat 31: refuses every other origin, whatever it begins or ends with")
        void other_origins(String origin) {
            assertThat(tampered(key -> key.origin(origin)).status()).isEqualTo(400);
        }

        @Test
        void refuses_another_relying_party_frame_type_and_a_user_who_was_not_verified() {
            assertThat(tampered(key -> key.relyingParty("evil.example")).status())
                    .isEqualTo(400);
            assertThat(tampered(key -> key.crossOrigin(true)).status()).isEqualTo(400);
            assertThat(tampered(key -> key.type("webauthn.get")).status()).isEqualTo(400);
            assertThat(tampered(key -> key.flags(PRESENT)).status()).isEqualTo(400);
            assertThat(tampered(key -> key.flags(VERIFIED)).status()).isEqualTo(400);
        }

        static Stream<Arguments> liesOfAuthenticators() {
            return Stream.of(
                    lie("something behind the data", key -> key.showing(data -> Arrays.copyOf(data, data.length + 1))),
                    lie("data that are cut off", key -> key.showing(data -> Arrays.copyOf(data, data.length - 1))),
                    lie("no credential", key -> key.showing(data -> Arrays.copyOf(data, 37))),
                    lie("a flag that says of none", key -> key.showing(data -> flags(data, data[32] ^ 0x40))),
                    lie("extensions that are not there", key -> key.showing(data -> flags(data, data[32] | 0x80))),
                    lie("a backup of what has none", key -> key.flags(PRESENT | VERIFIED | 0x10)),
                    lie("a longer id than there may be", key -> key.showing(data -> longId(data, 1024))),
                    lie(
                            "a point that is not on the curve",
                            key -> key.showing(data -> {
                                data[data.length - 1] ^= 1;
                                return data;
                            })),
                    lie(
                            "an algorithm of another curve",
                            _ -> new SoftAuthenticator(SoftAuthenticator.Kind.ES384)
                                    .showing(data -> replaced(data, "\u00038\"", "\u0003&"))),
                    lie("a statement in no format", key -> key.attesting(object -> replaced(object, "none", "nine"))),
                    lie(
                            "a statement of the format that has none",
                            key -> key.attesting(object -> replaced(object, "attStmt\u00A0", "attStmt\u00A1ax\u0001"))),
                    lie(
                            "something behind the object",
                            key -> key.attesting(object -> Arrays.copyOf(object, object.length + 1))),
                    lie("an object of other members", key -> key.attesting(object -> replaced(object, "fmt", "fmx"))),
                    lie("no challenge", key -> key.saying(text -> text.replace("\"challenge\"", "\"x\""))),
                    lie("no origin", key -> key.saying(text -> text.replace("\"origin\"", "\"x\""))),
                    lie("no type", key -> key.saying(text -> text.replace("\"type\"", "\"x\""))),
                    lie("a list", key -> key.saying(text -> "[" + text + "]")),
                    lie("no JSON", key -> key.saying(text -> text.substring(1))),
                    lie(
                            "a page around it",
                            key -> key.saying(
                                    text -> text.replace("\"other\":1", "\"topOrigin\":\"https://evil.example\""))));
        }

        private static Arguments lie(String what, UnaryOperator<SoftAuthenticator> lie) {
            return Arguments.of(what, lie);
        }

        private static byte[] flags(byte[] data, int flags) {
            data[32] = (byte) flags;
            return data;
        }

        private static byte[] longId(byte[] data, int length) {
            byte[] longer = ByteBuffer.allocate(data.length - 16 + length)
                    .put(data, 0, 53)
                    .putShort((short) length)
                    .array();
            System.arraycopy(data, 71, longer, 55 + length, data.length - 71);
            return longer;
        }

        private static byte[] replaced(byte[] object, String is, String becomes) {
            return new String(object, StandardCharsets.ISO_8859_1)
                    .replace(is, becomes)
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("liesOfAuthenticators")
        @DisplayName("§7.1: what is not as it should be makes no passkey")
        void lies(String what, UnaryOperator<SoftAuthenticator> lie) {
            assertThat(tampered(lie).status()).as(what).isEqualTo(400);
        }

        @Test
        void takes_an_id_of_as_many_bytes_as_there_may_be() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            assertThat(register(browser, new SoftAuthenticator().showing(data -> longId(data, 1023)))
                            .body())
                    .contains("Your recovery codes");
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("§5.8.5: signs people in by each algorithm that it offers, and by no other")
        void algorithms(SoftAuthenticator.Kind kind) {
            var key = new SoftAuthenticator(kind);
            Answer made = register(AccountPage.signIn(acme.browser(), name), key);
            if (kind == SoftAuthenticator.Kind.ES512) {
                assertThat(made.status()).isEqualTo(400);
            } else {
                assertThat(made.body()).contains("Your recovery codes");
                assertThat(proof(acme.browser(), key).parameter("code")).isNotEmpty();
            }
        }

        @Test
        @DisplayName("§9: extensions that nobody asked for, and ones that nobody knows, do not matter")
        void extensions() {
            byte[] outputs = HexFormat.of().parseHex("a26b6372656450726f74656374026878756e6b6e6f776ef5");
            var key = new SoftAuthenticator().showing(data -> {
                byte[] longer = Arrays.copyOf(data, data.length + outputs.length);
                System.arraycopy(outputs, 0, longer, data.length, outputs.length);
                return flags(longer, data[32] | 0x80);
            });
            assertThat(register(AccountPage.signIn(acme.browser(), name), key).body())
                    .contains("Your recovery codes");
            assertThat(proof(acme.browser(), key).parameter("code")).isNotEmpty();
        }

        @Test
        @DisplayName("§5.8.1: whether it was in a frame need not be said")
        void without_cross_origin() {
            var key = new SoftAuthenticator().saying(text -> text.replace("\"crossOrigin\":false,", ""));
            assertThat(register(AccountPage.signIn(acme.browser(), name), key).body())
                    .contains("Your recovery codes");
            assertThat(proof(acme.browser(), key).parameter("code")).isNotEmpty();
        }

        @Test
        @DisplayName("threat 5: a challenge counts once, in its own session, for ten minutes")
        void challenges() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            Answer page = setUp(browser);
            JsonNode options = PasskeyForm.options(acme, browser, page);
            Form form = PasskeyForm.with(page, new SoftAuthenticator().create(options));
            acme.user(ACME, name + "x");
            Browser other = AccountPage.signIn(acme.browser(), name + "x");
            Answer foreign = other.submit(form.with("csrf", AccountPage.csrf(other)));
            assertThat(foreign.status()).isEqualTo(400);
            acme.clock().advance(Duration.ofMinutes(10));
            assertThat(browser.submit(form).status()).isEqualTo(400);
            Answer fresh = setUp(browser);
            JsonNode freshOptions = PasskeyForm.options(acme, browser, fresh);
            assertThat(browser.submit(PasskeyForm.with(fresh, new SoftAuthenticator().create(freshOptions)))
                            .status())
                    .isEqualTo(200);
            Answer again = browser.submit(PasskeyForm.with(fresh, new SoftAuthenticator().create(freshOptions))
                    .with("csrf", AccountPage.csrf(browser)));
            assertThat(again.status()).isEqualTo(400);
        }

        @Test
        void refuses_a_credential_that_somebody_has() {
            SoftAuthenticator key = registered();
            acme.user(ACME, name + "y");
            Browser browser = AccountPage.signIn(acme.browser(), name + "y");
            assertThat(register(browser, key).status()).isEqualTo(400);
        }

        @Test
        @DisplayName("threats 18, 19, 21: answers garbage with a page")
        void garbage() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            var random = new Random(7);
            Answer page = setUp(browser);
            Map<String, String> good = new SoftAuthenticator().create(PasskeyForm.options(acme, browser, page));
            for (int i = 0; i < 60; i++) {
                String field = i % 2 == 0 ? "attestation" : "client-data";
                byte[] bytes = java.util.Base64.getUrlDecoder().decode(String.valueOf(good.get(field)));
                int cut = random.nextInt(bytes.length);
                if (i % 3 == 0) {
                    bytes = Arrays.copyOf(bytes, cut);
                } else {
                    bytes[cut] = (byte) random.nextInt(256);
                }
                Form form = PasskeyForm.with(page, good).with(field, SoftAuthenticator.base64url(bytes));
                int status = browser.submit(form).status();
                assertThat(status).as("round " + i).isIn(200, 303, 400);
                if (status != 400 || i % 10 == 9) { // added, for a byte that means nothing: the session has renewed
                    page = setUp(browser);
                    good = new SoftAuthenticator().create(PasskeyForm.options(acme, browser, page));
                }
            }
            String deep = SoftAuthenticator.base64url("[".repeat(3000).getBytes(StandardCharsets.UTF_8));
            var nested = new byte[30_000];
            Arrays.fill(nested, (byte) 0x81);
            assertThat(browser.submit(PasskeyForm.with(page, good).with("client-data", deep))
                            .status())
                    .isIn(400, 403);
            assertThat(browser.submit(PasskeyForm.with(page, good)
                                    .with("attestation", SoftAuthenticator.base64url(nested)))
                            .status())
                    .isIn(400, 403);
        }
    }

    @Nested
    @DisplayName("§7.2 Signing in")
    class SigningIn {
        @Test
        void needs_no_user_name_and_counts_as_two_factors() {
            SoftAuthenticator key = registered();
            JsonNode claims = claims(proof(acme.browser(), key));
            assertThat(claims.path("sub").stringValue()).isEqualTo(person.id().toString());
            assertThat(claims.path("acr").stringValue()).isEqualTo("2");
            assertThat(claims.path("amr").toString()).isEqualTo("[\"hwk\",\"user\",\"mfa\"]");
        }

        @Test
        @DisplayName("RFC 8176: a passkey that may be on several devices is no hardware key")
        void synced() {
            var key = new SoftAuthenticator().flags(PRESENT | VERIFIED | SYNCED);
            register(AccountPage.signIn(acme.browser(), name), key);
            assertThat(claims(proof(acme.browser(), key)).path("amr").toString())
                    .isEqualTo("[\"swk\",\"user\",\"mfa\"]");
            Browser browser = acme.browser();
            assertRefused(browser, proof(browser, key.flags(PRESENT | VERIFIED)));
        }

        @Test
        void the_page_asks_for_a_script_of_ours_and_no_other() {
            Answer page = acme.browser().get("/t/acme.example/login");
            assertThat(page.body()).contains("autocomplete=\"username webauthn\"");
            String script = Pattern.compile("src=\"([^\"]+[.]js)\"")
                    .matcher(page.body())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            assertThat(page.header("Content-Security-Policy").orElseThrow())
                    .contains("script-src https://localhost:8443" + script + ";");
            Answer file = acme.browser().get(script);
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.header("Content-Type").orElseThrow()).startsWith("text/javascript");
            Golden.assertAnswer(PasskeyTest.class, "options.response.http", masked(page));
        }

        Answer masked(Answer page) {
            Browser browser = acme.browser();
            Answer own = browser.get(page.uri().getPath());
            Form form = PasskeyForm.of(own);
            Answer options = browser.submit(new Form(URI.create(form.action() + "/options"), form.fields()));
            return new Answer(
                    options.uri(),
                    options.status(),
                    options.headers(),
                    options.body().replaceAll("(\"challenge\":\")[^\"]+", "$1…"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"https://evil.example", "https://localhost:8443.evil.example", "https://badlocalhost:8443"})
        @DisplayName("threat 31: refuses every other origin")
        void other_origins(String origin) {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            assertRefused(browser, proof(browser, key.origin(origin)));
            assertThat(refusals()).first().isEqualTo("passkey refused: BadOrigin");
        }

        @Test
        void refuses_another_relying_party_frame_type_and_a_user_who_was_not_verified_or_present() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            assertRefused(browser, proof(browser, key.relyingParty("evil.example")));
            key.relyingParty("localhost");
            assertRefused(browser, proof(browser, key.crossOrigin(true)));
            key.crossOrigin(false);
            assertRefused(browser, proof(browser, key.type("webauthn.create")));
            key.type("");
            assertRefused(browser, proof(browser, key.flags(PRESENT)));
            assertRefused(browser, proof(browser, key.flags(VERIFIED)));
            key.flags(PRESENT | VERIFIED);
            assertThat(proof(browser, key).parameter("code")).isNotEmpty();
        }

        @Test
        @DisplayName("§7.2: what is signed, and not as it should be, is no proof")
        void lies() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            List<UnaryOperator<byte[]>> shown = List.of(
                    data -> Arrays.copyOf(data, data.length + 1),
                    data -> Arrays.copyOf(data, data.length - 1),
                    data -> Registering.flags(data, data[32] | 0x80),
                    data -> Registering.flags(data, data[32] | 0x40),
                    data -> Registering.flags(data, data[32] | 0x08),
                    data -> Registering.flags(data, data[32] | 0x10));
            for (UnaryOperator<byte[]> lie : shown) {
                Answer answer = proof(browser, key.showing(lie));
                assertThat(answer.status()).as("lie " + shown.indexOf(lie)).isEqualTo(403);
                assertRefused(browser, answer);
            }
            key.showing(data -> data);
            List<UnaryOperator<String>> said = List.of(
                    text -> text.replace("\"challenge\"", "\"x\""),
                    text -> text.replace("\"origin\"", "\"x\""),
                    text -> text.replace("\"type\"", "\"x\""),
                    text -> "[" + text + "]",
                    text -> text.replace("\"other\":1", "\"topOrigin\":\"https://evil.example\""));
            for (UnaryOperator<String> lie : said) {
                assertRefused(browser, proof(browser, key.saying(lie)));
            }
            assertThat(proof(browser, key.saying(text -> text)).parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void refuses_a_signature_of_another_key_and_another_user_handle() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            JsonNode options = PasskeyForm.options(acme, browser, page);
            Form forged = PasskeyForm.with(page, new SoftAuthenticator().prove(options))
                    .with("credential", key.credentialId())
                    .with("user-handle", String.valueOf(key.prove(options).get("user-handle")));
            assertRefused(browser, browser.submit(forged));
            assertThat(refusals()).first().isEqualTo("passkey refused: BadSignature");
            assertRefused(browser, proof(browser, key.userHandle(new byte[16])));
            assertRefused(browser, proof(browser, key.userHandle(new byte[0])));
        }

        @Test
        @DisplayName("§6.1.1: a counter that does not go on is refused and stands in the trail, on whichever node")
        void cloned() {
            var key = new SoftAuthenticator().counter(5);
            register(AccountPage.signIn(acme.browser(), name), key);
            assertThat(proof(acme.browser(), key.counter(6)).parameter("code")).isNotEmpty();
            for (long back : List.of(6L, 5L, 0L)) {
                Browser browser = acme.browser();
                assertRefused(browser, proof(browser, key.counter(back)));
                assertThat(refusals()).first().asString().contains("may have been cloned");
            }
            assertThat(proof(acme.browser(), key.counter(7)).parameter("code")).isNotEmpty();
        }

        @Test
        @DisplayName("threat 5: a proof counts once, on two nodes at once too")
        void replay() throws Exception {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            Form form = PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page)));
            try (var second = acme.secondNode();
                    var pool = Executors.newFixedThreadPool(8)) {
                second.context().clock().set(acme.clock().instant());
                var tries = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 8; i++) {
                    Browser there = i % 2 == 0 ? browser : browser.at(second);
                    tries.add(() -> there.submit(form).status() == 303);
                }
                int let = 0;
                for (var one : pool.invokeAll(tries)) {
                    let += one.get() ? 1 : 0;
                }
                assertThat(let).isEqualTo(1);
                second.context().close();
            }
        }

        @Test
        @DisplayName("threat 6: a proof belongs to one browser, one waiting request and ten minutes")
        void bound() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            Map<String, String> proof = key.prove(PasskeyForm.options(acme, browser, page));
            Browser other = acme.browser();
            Answer theirs = other.follow(authorize(other, request("shop")));
            assertRefused(other, other.submit(PasskeyForm.with(theirs, proof)));
            Answer elsewhere = browser.follow(authorize(browser, request("app")));
            assertRefused(browser, browser.submit(PasskeyForm.with(elsewhere, proof)));
            acme.clock().advance(Duration.ofMinutes(10));
            assertRefused(browser, browser.submit(PasskeyForm.with(page, proof)));
        }

        @Test
        @DisplayName("threat 34: gives options to forms of ours only")
        void cross_site() {
            Browser browser = acme.browser();
            Answer page = browser.get("/t/acme.example/login");
            Form form = PasskeyForm.of(page);
            var options = URI.create(form.action() + "/options");
            assertThat(browser.submit(new Form(options, form.with("csrf", "x").fields()))
                            .status())
                    .isEqualTo(403);
            assertThat(browser.post(options, form.fields(), Map.of("Origin", "https://evil.example"))
                            .status())
                    .isEqualTo(403);
            assertThat(acme.browser().submit(new Form(options, form.fields())).status())
                    .isEqualTo(403);
        }

        @Test
        @DisplayName("threats 1, 11: not for somebody disabled, nor in another tenant")
        void disabled_and_other_tenants() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = browser.get("/t/other.example/login");
            Answer there = browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))));
            assertThat(there.status()).isEqualTo(403);
            acme.bean(Subjects.class).setEnabled(ACME, person.id(), false);
            assertRefused(browser, proof(browser, key));
            acme.bean(Subjects.class).setEnabled(ACME, person.id(), true);
            assertThat(proof(browser, key).parameter("code")).isNotEmpty();
            assertThat(acme.bean(Passkeys.class).of(OTHER, person.id())).isEmpty();
        }

        @Test
        void garbage_is_a_refusal() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            for (String field : List.of("credential", "client-data", "authenticator-data", "signature")) {
                for (String value : List.of("", "AA", "!!", "AAA=", "A".repeat(60_000))) {
                    Answer page = browser.follow(authorize(browser, request("shop")));
                    Form form = PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page)))
                            .with(field, value);
                    assertRefused(browser, browser.submit(form));
                }
            }
        }
    }

    @Nested
    @DisplayName("The second factor")
    class Second {
        Answer asked(Browser browser) {
            Answer page = Acme.signIn(browser, request("shop"), name, PASSWORD);
            assertThat(page.body()).contains("passkey-form").contains("code-form");
            assertNobodySignedIn(browser, page);
            return page;
        }

        @Test
        void is_asked_of_whoever_has_a_passkey_and_comes_with_the_password() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = asked(browser);
            JsonNode options = PasskeyForm.options(acme, browser, page);
            assertThat(options.path("allowCredentials").path(0).path("id").stringValue())
                    .isEqualTo(key.credentialId());
            Answer done =
                    browser.submit(PasskeyForm.with(page, key.flags(PRESENT).prove(options)));
            JsonNode claims = claims(done);
            assertThat(claims.path("acr").stringValue()).isEqualTo("2");
            assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\",\"hwk\",\"user\",\"mfa\"]");
        }

        @Test
        void takes_no_other_person_s_passkey_and_no_proof_that_was_made_for_the_first_form() {
            SoftAuthenticator key = registered();
            String owner = name;
            another();
            SoftAuthenticator theirs = registered();
            name = owner;
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Answer refused =
                    browser.submit(PasskeyForm.with(page, theirs.prove(PasskeyForm.options(acme, browser, page))));
            assertRefused(browser, refused);
            Answer first = browser.follow(authorize(browser, request("shop")));
            Map<String, String> proof = key.prove(PasskeyForm.options(acme, browser, first));
            assertRefused(browser, browser.submit(PasskeyForm.with(refused, proof)));
            JsonNode options = PasskeyForm.options(acme, browser, refused);
            assertThat(browser.submit(PasskeyForm.with(refused, key.prove(options)))
                            .parameter("code"))
                    .isNotEmpty();
        }

        @Test
        @DisplayName("threat 7: the form with the step leads nowhere without its proof, nor twice")
        void stages() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Form empty = PasskeyForm.of(page);
            assertRefused(browser, browser.submit(empty));
            Form good = PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page)));
            assertRefused(acme.browser(), acme.browser().submit(good));
            assertThat(browser.submit(good).parameter("code")).isNotEmpty();
            browser.forgetCookies();
            assertThat(browser.submit(good).header("Location")).isEmpty();
        }

        @Test
        void may_be_a_recovery_code() {
            var key = new SoftAuthenticator();
            Answer shown = register(AccountPage.signIn(acme.browser(), name), key);
            String code = Pattern.compile("<code>([a-z2-7-]{19})</code>")
                    .matcher(shown.body())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            Browser browser = acme.browser();
            Answer page = asked(browser);
            Form form = new Form(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/code"),
                    Map.of(
                            "csrf", PasskeyForm.of(page).fields().getOrDefault("csrf", ""),
                            "request", PasskeyForm.of(page).fields().getOrDefault("request", ""),
                            "step", PasskeyForm.of(page).fields().getOrDefault("step", ""),
                            "code", code));
            assertThat(browser.submit(form).parameter("code")).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("Removing")
    class Removing {
        String idOf(Browser browser) {
            var id = Pattern.compile("id=\"passkey-([0-9a-f-]{36})\"")
                    .matcher(browser.get(AccountPage.PATH).body());
            assertThat(id.find()).isTrue();
            return id.group(1);
        }

        @Test
        void takes_the_password_and_signs_out_everywhere_else() {
            SoftAuthenticator key = registered();
            Browser elsewhere = acme.browser();
            proof(elsewhere, key);
            Browser browser = acme.browser();
            Answer page = Acme.signIn(browser, request("shop"), name, PASSWORD);
            browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))));
            String id = idOf(browser);
            assertThat(AccountPage.send(browser, "passkeys/remove", Map.of("passkey", id, "password", "wrong"))
                            .status())
                    .isEqualTo(403);
            AccountPage.send(browser, "passkeys/remove", Map.of("passkey", id, "password", PASSWORD));
            assertThat(elsewhere.get(AccountPage.PATH).status()).isEqualTo(303);
            assertThat(browser.get(AccountPage.PATH).body()).doesNotContain("my key");
            Browser later = acme.browser();
            assertRefused(later, proof(later, key));
            assertThat(Acme.signIn(later, request("shop"), name, PASSWORD).parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void needs_a_sign_in_of_the_last_minutes_of_whoever_came_without_a_password() {
            SoftAuthenticator key = registered();
            Browser browser = acme.browser();
            proof(browser, key);
            String id = idOf(browser);
            assertThat(browser.get(AccountPage.PATH).body()).doesNotContain("passkey-password");
            acme.clock().advance(Duration.ofMinutes(6));
            Answer led = AccountPage.send(browser, "passkeys/remove", Map.of("passkey", id));
            assertThat(led.location().getPath()).isEqualTo("/t/acme.example/login");
            assertThat(browser.get(AccountPage.PATH).body()).contains("my key");
            Answer again = browser.follow(browser.get("/t/acme.example/login?account"));
            browser.submit(PasskeyForm.with(again, key.prove(PasskeyForm.options(acme, browser, again))));
            AccountPage.send(browser, "passkeys/remove", Map.of("passkey", id));
            assertThat(browser.get(AccountPage.PATH).body()).doesNotContain("my key");
        }

        @Test
        void reaches_nobody_else_s() {
            SoftAuthenticator key = registered();
            String id = acme.bean(Passkeys.class)
                    .of(ACME, person.id())
                    .getFirst()
                    .id()
                    .toString();
            acme.user(ACME, name + "z");
            Browser other = AccountPage.signIn(acme.browser(), name + "z");
            AccountPage.send(other, "passkeys/remove", Map.of("passkey", id, "password", PASSWORD));
            AccountPage.send(other, "passkeys/remove", Map.of("passkey", "x", "password", PASSWORD));
            assertThat(proof(acme.browser(), key).parameter("code")).isNotEmpty();
        }

        @Test
        void is_what_administrators_do_for_whoever_has_lost_theirs() {
            SoftAuthenticator key = registered();
            String path = "/api/v1/tenants/acme.example/users/" + name + "/factors";
            JsonNode view = acme.json(acme.browser().get(path).body());
            assertThat(view.path("passkeys").path(0).path("name").stringValue()).isEqualTo("my key");
            assertThat(view.path("recoveryCodesLeft").intValue()).isEqualTo(10);
            assertThat(acme.browser()
                            .send("DELETE", path, "application/json", "")
                            .status())
                    .isEqualTo(204);
            Browser browser = acme.browser();
            assertRefused(browser, proof(browser, key));
        }
    }
}
