package io.lightwave.token.policy;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.AttestationAuthority;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.PasskeyForm;
import io.lightwave.token.browser.SoftAuthenticator;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@DisplayName("Authentication policies of tenants")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationPolicyTest {
    static final String PATH = "/api/v1/tenants/acme.example/policies/authentication";
    static final String GOLD = "urn:example:gold";

    Acme acme;
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
        acme.usualPolicy();
        name = "person" + ++count;
        acme.user(ACME, name);
    }

    Authenticator enrolled() {
        return Authenticator.enrolledBy(acme, AccountPage.signIn(acme.browser(), name));
    }

    Answer begun(Browser browser, Map<String, String> changes) {
        return Acme.signIn(browser, request("shop", changes), name, PASSWORD);
    }

    JsonNode claims(Answer done) {
        return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                .path("id_token")
                .stringValue());
    }

    String acr(Answer done) {
        return claims(done).path("acr").stringValue();
    }

    @Nested
    @DisplayName("REST")
    class Rest {
        @Test
        void a_tenant_has_the_defaults_until_it_changes_them() {
            Answer shown = acme.browser().get("/api/v1/tenants/other.example/policies/authentication");
            assertThat(shown.header("ETag")).contains("\"0\"");
            assertThat(acme.json(shown.body())).isEqualTo(acme.json("""
                            {"firstFactors":["password","passkey","identity-provider"],"secondFactor":"enrolled",
                             "secondFactors":["one-time-code","passkey"],
                             "contexts":[{"acr":"1","methods":[["password"],["certificate"],["identity-provider"]]},
                              {"acr":"2","methods":[["password","one-time-code"],["password","passkey"],["passkey"],
                               ["strong-identity-provider"]]}],
                             "passkeys":{"userVerification":"preferred","attestationRoots":[]},
                             "certificates":{"ownAuthority":"enrolled","authorities":[]},
                             "selfRegistration":{"allowed":false,"emailDomains":[]}}"""));
        }

        @Test
        void a_change_stands_in_the_trail_and_is_refused_when_it_is_based_on_an_older_policy() {
            Browser operator = acme.browser();
            String tag = operator.get(PATH).header("ETag").orElseThrow();
            Answer changed = operator.sending("If-Match", tag)
                    .send("PATCH", PATH, "application/merge-patch+json", "{\"secondFactor\":\"when-asked\"}");
            assertThat(changed.status()).isEqualTo(200);
            assertThat(operator.send("PATCH", PATH, "application/merge-patch+json", "{\"secondFactor\":\"enrolled\"}")
                            .status())
                    .isEqualTo(412);
            assertThat(acme.jdbc()
                            .sql("select count(*) from audit_event where action = 'policy.update'"
                                    + " and target = 'policy:authentication' and reason like '%WHEN_ASKED%'")
                            .query(Long.class)
                            .single())
                    .isPositive();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"firstFactors\":[]} | firstFactors",
                    "{\"firstFactors\":[\"one-time-code\"]} | firstFactors[0]",
                    "{\"secondFactor\":\"never\"} | secondFactor",
                    "{\"secondFactor\":\"required\",\"secondFactors\":[]} | secondFactors",
                    "{\"secondFactors\":[\"password\"]} | secondFactors[0]",
                    "{\"contexts\":[]} | contexts",
                    "{\"contexts\":[{\"acr\":\"0\",\"methods\":[[\"password\"]]}]} | contexts[0].acr",
                    "{\"contexts\":[{\"acr\":\"a b\",\"methods\":[[\"password\"]]}]} | contexts[0].acr",
                    "{\"contexts\":[{\"acr\":\"1\",\"methods\":[[]]}]} | contexts[0].methods[0]",
                    "{\"contexts\":[{\"acr\":\"1\",\"methods\":[[\"charm\"]]}]} | contexts[0].methods[0][0]",
                    "{\"passkeys\":{\"userVerification\":\"maybe\"}} | passkeys.userVerification",
                    "{\"passkeys\":{\"attestationRoots\":[{\"certificate\":\"x\"}]}}"
                            + " | passkeys.attestationRoots[0].certificate",
                    "{\"passkeys\":{\"attestationRoots\":[{\"aaguids\":[]}]}}"
                            + " | passkeys.attestationRoots[0].certificate",
                })
        void nonsense_is_refused_at_its_field(String patch, String field) {
            PolicyDocument document = acme.bean(ObjectMapper.class).readValue(patch, PolicyDocument.class);
            assertThatThrownBy(document::read)
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo(field));
        }

        @Test
        void metadata_names_its_contexts() {
            acme.policy("{\"contexts\":[{\"acr\":\"1\",\"methods\":[[\"password\"]]},{\"acr\":\"" + GOLD
                    + "\",\"methods\":[[\"passkey\"]]}]}");
            JsonNode metadata = acme.json(acme.browser()
                    .get("/t/acme.example/.well-known/openid-configuration")
                    .body());
            assertThat(metadata.path("acr_values_supported").toString()).isEqualTo("[\"1\",\"" + GOLD + "\"]");
        }
    }

    @Nested
    @DisplayName("First factors")
    class FirstFactors {
        @Test
        void leave_a_way_in_that_somebody_has() {
            String other = PATH.replace("acme.example", "other.example");
            for (String nobodys :
                    List.of("[\"passkey\"]", "[\"identity-provider\"]", "[\"passkey\",\"identity-provider\"]")) {
                Answer refused = acme.browser()
                        .send("PATCH", other, "application/merge-patch+json", "{\"firstFactors\":" + nobodys + "}");
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.body()).contains("nobody could sign in");
            }
        }

        @Test
        void a_right_password_is_worth_nothing_where_none_is_taken_and_looks_as_a_wrong_one() {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            acme.somebodyHasAPasskey();
            acme.policy("{\"firstFactors\":[\"passkey\"]}");
            Answer refused = browser.submit(page.form().with("username", name).with("password", PASSWORD));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("sign-in-form").contains("passkey-form");
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        }

        @Test
        void a_passkey_is_worth_nothing_where_none_is_taken() {
            var key = new SoftAuthenticator();
            registered(key);
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            Map<String, String> proof = key.prove(PasskeyForm.options(acme, browser, page));
            acme.policy("{\"firstFactors\":[\"password\"]}");
            assertThat(browser.submit(PasskeyForm.with(page, proof)).status()).isEqualTo(403);
            assertThat(browser.follow(authorize(browser, request("shop"))).body())
                    .doesNotContain("passkey-form")
                    .doesNotContain("<script");
        }
    }

    Answer registered(SoftAuthenticator key) {
        return register(AccountPage.signIn(acme.browser(), name), key);
    }

    Answer register(Browser browser, SoftAuthenticator key) {
        Answer page = AccountPage.send(browser, "passkeys", Map.of("name", "my key", "password", PASSWORD));
        return browser.submit(PasskeyForm.with(page, key.create(PasskeyForm.options(acme, browser, page))));
    }

    @Nested
    @DisplayName("Step-up: acr_values and essential acr, max_age")
    class StepUp {
        static final String ESSENTIAL = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"2\"]}}}";

        @BeforeEach
        void only_when_asked() {
            acme.policy("{\"secondFactor\":\"when-asked\"}");
        }

        @Test
        void a_session_of_one_factor_is_enough_until_a_client_asks_for_more() {
            Authenticator authenticator = enrolled();
            Browser browser = acme.browser();
            assertThat(acr(begun(browser, Map.of()))).isEqualTo("1");
            Answer asked = browser.follow(authorize(browser, request("shop", Map.of("acr_values", "2"))));
            Answer second = browser.submit(asked.form().with("username", name).with("password", PASSWORD));
            assertThat(second.body()).contains("code-form");
            assertThat(acr(browser.submit(second.form().with("code", authenticator.code()))))
                    .isEqualTo("2");
            assertThat(acr(authorize(browser, request("shop", Map.of("claims", ESSENTIAL)))))
                    .isEqualTo("2");
        }

        @Test
        void the_context_told_is_the_one_asked_for_when_it_is_earned() {
            Authenticator authenticator = enrolled();
            Browser browser = acme.browser();
            Answer second = begun(browser, Map.of("acr_values", "2 1"));
            assertThat(acr(browser.submit(second.form().with("code", authenticator.code()))))
                    .isEqualTo("2");
            assertThat(acr(authorize(browser, request("shop", Map.of("acr_values", "1")))))
                    .isEqualTo("1");
            assertThat(acr(authorize(browser, request("shop")))).isEqualTo("2");
        }

        @Test
        void whoever_has_no_second_factor_is_let_in_unless_it_is_essential() {
            assertThat(acr(begun(acme.browser(), Map.of("acr_values", "2")))).isEqualTo("1");
            assertThat(begun(acme.browser(), Map.of("claims", ESSENTIAL)).answerParameters())
                    .containsEntry("error", "unmet_authentication_requirements");
        }

        @Test
        void nobody_is_asked_when_prompt_is_none() {
            enrolled();
            Browser browser = acme.browser();
            assertThat(begun(browser, Map.of()).parameter("code")).isNotEmpty();
            assertThat(acr(authorize(browser, request("shop", Map.of("prompt", "none", "acr_values", "2")))))
                    .isEqualTo("1");
            assertThat(authorize(browser, request("shop", Map.of("prompt", "none", "claims", ESSENTIAL)))
                            .answerParameters())
                    .containsEntry("error", "login_required");
        }

        @Test
        void the_account_pages_take_the_second_factor() {
            Authenticator authenticator = enrolled();
            Browser browser = acme.browser();
            assertThat(begun(browser, Map.of()).parameter("code")).isNotEmpty();
            Answer page = browser.follow(browser.get(AccountPage.PATH));
            assertThat(page.body()).contains("sign-in-form");
            Answer second = browser.submit(page.form().with("username", name).with("password", PASSWORD));
            assertThat(second.body()).contains("code-form");
            assertThat(browser.submit(second.form().with("code", authenticator.code()))
                            .location())
                    .isEqualTo(URI.create(Browser.PUBLIC_URL + AccountPage.PATH));
        }

        @Test
        void a_context_of_our_own_takes_the_factors_that_earn_it_and_no_others() {
            acme.policy("{\"contexts\":[{\"acr\":\"1\",\"methods\":[[\"password\"]]},{\"acr\":\"" + GOLD
                    + "\",\"methods\":[[\"passkey\"]]}]}");
            var key = new SoftAuthenticator();
            Browser home = AccountPage.signIn(acme.browser(), name);
            register(home, key);
            Authenticator authenticator = Authenticator.enrolledBy(acme, home);
            Browser browser = acme.browser();
            Answer page = begun(
                    browser,
                    Map.of("claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"" + GOLD + "\"]}}}"));
            assertThat(page.body()).contains("passkey-form");
            Answer still = browser.submit(page.form().with("code", authenticator.code()));
            assertThat(still.header("Location")).isEmpty();
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            Answer done = browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))));
            assertThat(acr(done)).isEqualTo(GOLD);
        }

        @Test
        void what_earns_no_context_is_told_as_0() {
            acme.policy("{\"contexts\":[{\"acr\":\"" + GOLD + "\",\"methods\":[[\"passkey\"]]}]}");
            assertThat(acr(begun(acme.browser(), Map.of()))).isEqualTo("0");
        }
    }

    @Nested
    @DisplayName("A second factor required of everybody")
    class Required {
        @Test
        void is_set_up_in_the_middle_of_the_sign_in_and_by_no_other_way_does_it_begin() {
            acme.policy("{\"secondFactor\":\"required\"}");
            Browser browser = acme.browser();
            Answer page = begun(browser, Map.of());
            assertThat(page.body()).contains("Set up a second factor").contains("passkey-form");
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            Authenticator authenticator = Authenticator.of(acme, page);
            Browser.Form form = page.lastForm();
            assertThat(browser.submit(form.with("code", authenticator.wrong())).status())
                    .isEqualTo(403);
            Answer codes = browser.submit(form.with("code", authenticator.code()));
            assertThat(codes.body()).contains("recovery-codes");
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            Answer done = browser.submit(codes.form());
            assertThat(acr(done)).isEqualTo("2");
            assertThat(browser.submit(codes.form()).header("Location")).isEmpty();
            acme.clock().advance(Duration.ofSeconds(30));
            Browser again = acme.browser();
            assertThat(begun(again, Map.of()).body()).contains("code-form");
        }

        @Test
        void may_be_a_passkey() {
            acme.policy("{\"secondFactor\":\"required\",\"secondFactors\":[\"passkey\"]}");
            Browser browser = acme.browser();
            Answer page = begun(browser, Map.of());
            assertThat(page.body()).doesNotContain("totp-secret");
            var key = new SoftAuthenticator();
            Answer codes = browser.submit(PasskeyForm.with(page, key.create(PasskeyForm.options(acme, browser, page))));
            assertThat(codes.body()).contains("recovery-codes");
            assertThat(acr(browser.submit(codes.form()))).isEqualTo("2");
        }

        @Test
        void ends_the_sessions_that_were_begun_with_less() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            acme.policy("{\"secondFactor\":\"required\"}");
            assertThat(authorize(browser, request("shop", Map.of("prompt", "none")))
                            .answerParameters())
                    .containsEntry("error", "login_required");
            assertThat(browser.get(AccountPage.PATH).location().toString()).endsWith("/login?account");
        }

        @Test
        void codes_count_for_nothing_where_only_passkeys_do() {
            Authenticator authenticator = enrolled();
            acme.policy("{\"secondFactors\":[\"passkey\"]}");
            Browser browser = acme.browser();
            assertThat(acr(begun(browser, Map.of()))).isEqualTo("1");
            var key = new SoftAuthenticator();
            register(AccountPage.signIn(acme.browser(), name), key);
            Browser other = acme.browser();
            Answer page = begun(other, Map.of());
            assertThat(page.body()).contains("passkey-form");
            assertThat(other.submit(page.lastForm().with("code", authenticator.code()))
                            .status())
                    .isEqualTo(403);
        }
    }

    /// The page's last form, which takes a code.
    @Nested
    @DisplayName("threat 31: models of authenticators")
    class Models {
        static final UUID GOOD = UUID.fromString("9c835346-796b-4c27-8898-d6032f515cc5");
        static final UUID BAD = UUID.fromString("08987058-cadc-4b81-b6e1-30de50dcbe96");

        final AttestationAuthority maker = new AttestationAuthority("maker");
        final AttestationAuthority other = new AttestationAuthority("other");

        void only(UUID... models) {
            trust(root(maker, models));
        }

        void trust(String... roots) {
            acme.policy("{\"passkeys\":{\"attestationRoots\":[%s]}}".formatted(String.join(",", roots)));
        }

        String root(AttestationAuthority authority, UUID... models) {
            String its = Stream.of(models).map(model -> "\"" + model + "\"").collect(Collectors.joining(","));
            return "{\"certificate\":\"%s\",\"aaguids\":[%s]}"
                    .formatted(authority.pem().replace("\n", "\\n"), its);
        }

        @Test
        void a_model_is_believed_when_its_maker_attests_it() {
            only(GOOD);
            var key = new SoftAuthenticator().model(GOOD).attestedBy(maker);
            assertThat(registered(key).body()).contains("Your recovery codes");
            assertThat(acr(signedInWith(key))).isEqualTo("2");
        }

        @Test
        void no_other_model_no_other_maker_and_nobody_s_own_word() {
            only(GOOD);
            assertThat(registered(new SoftAuthenticator().model(BAD).attestedBy(maker))
                            .status())
                    .isEqualTo(400);
            assertThat(registered(new SoftAuthenticator().model(GOOD).attestedBy(other))
                            .status())
                    .isEqualTo(400);
            assertThat(registered(new SoftAuthenticator().model(GOOD)).status()).isEqualTo(400);
        }

        @Test
        void an_authority_attests_its_own_models_and_no_other_s() {
            trust(root(maker, GOOD), root(other, BAD));
            assertThat(registered(new SoftAuthenticator().model(GOOD).attestedBy(other))
                            .status())
                    .isEqualTo(400);
            assertThat(registered(new SoftAuthenticator().model(BAD).attestedBy(other))
                            .body())
                    .contains("Your recovery codes");
        }

        @Test
        void what_another_authority_attested_before_is_worth_nothing_for_it() {
            trust(root(other));
            var key = new SoftAuthenticator().model(GOOD).attestedBy(other);
            assertThat(registered(key).body()).contains("Your recovery codes");
            trust(root(maker, GOOD), root(other, BAD));
            assertThat(signedInWith(key).status()).isEqualTo(403);
            trust(root(maker, BAD), root(other, GOOD));
            assertThat(acr(signedInWith(key))).isEqualTo("2");
        }

        @Test
        void what_is_no_model_is_refused_at_its_field() {
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    PATH,
                                    "application/merge-patch+json",
                                    "{\"passkeys\":{\"attestationRoots\":[%s]}}"
                                            .formatted(root(maker).replace("[]", "[\"x\"]")))
                            .body())
                    .contains("passkeys.attestationRoots[0].aaguids[0]");
        }

        Answer signedInWith(SoftAuthenticator key) {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            return browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))));
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
        @DisplayName("WebAuthn §8.2, §8.2.1: nothing is believed that is not as it should be")
        void no_statement_with_a_flaw(AttestationAuthority.Flaw flaw) {
            only(GOOD);
            assertThat(registered(new SoftAuthenticator().model(GOOD).attestedBy(maker.with(flaw)))
                            .status())
                    .isEqualTo(400);
            maker.with(AttestationAuthority.Flaw.NONE);
            assertThat(registered(new SoftAuthenticator().model(GOOD).attestedBy(maker))
                            .body())
                    .contains("Your recovery codes");
        }

        @Test
        void a_passkey_from_before_signs_in_no_longer() {
            var key = new SoftAuthenticator().model(GOOD);
            registered(key);
            only();
            assertThat(signedInWith(key).status()).isEqualTo(403);
        }

        @Test
        void verification_may_be_asked_for_after_a_password_too() {
            var key = new SoftAuthenticator();
            registered(key);
            key.flags(SoftAuthenticator.PRESENT);
            acme.policy("{\"passkeys\":{\"userVerification\":\"required\"}}");
            Browser browser = acme.browser();
            Answer page = begun(browser, Map.of());
            assertThat(browser.submit(PasskeyForm.with(page, key.prove(PasskeyForm.options(acme, browser, page))))
                            .status())
                    .isEqualTo(403);
            acme.policy("{\"passkeys\":{\"userVerification\":\"preferred\"}}");
            Answer anew = begun(browser, Map.of());
            assertThat(acr(browser.submit(PasskeyForm.with(anew, key.prove(PasskeyForm.options(acme, browser, anew))))))
                    .isEqualTo("2");
        }
    }
}
