package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static io.lightwave.token.browser.Acme.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("Whoever is refused on a page sees an id, by which the operator finds the steps and the one that refused")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
    private static final String REFUSALS = "/api/v1/tenants/acme.example/sign-in-refusals";

    private Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    private JsonNode explanation(Answer page) {
        return acme.explanation(page);
    }

    private List<String> steps(Answer page) {
        return acme.steps(page);
    }

    @Test
    void a_wrong_password_is_told_of_with_all_that_held_before_it() {
        acme.user(ACME, "explained");
        Answer page = signIn(acme.browser(), request("shop"), "explained", "wrong");
        assertThat(steps(page))
                .containsExactly(
                        "authorization request held",
                        "form held",
                        "authentication policy held",
                        "form held",
                        "throttle held",
                        "capacity held",
                        "user held",
                        "password refused");
        JsonNode told = explanation(page);
        assertThat(told.path("reason").asString()).isEqualTo("wrong password");
        assertThat(told.path("actor").asString()).isEqualTo("user:explained@acme.example");
        assertThat(told.path("reference").asString()).isEqualTo(Acme.reference(page));
        assertThat(told.toString()).doesNotContain("\"wrong\"");
    }

    @Test
    void the_page_says_nothing_else_to_a_stranger_whatever_the_reason() {
        acme.user(ACME, "somebody");
        var disabled = acme.user(ACME, "disabled");
        acme.bean(Subjects.class).setEnabled(ACME, disabled.id(), false);
        Answer wrong = signIn(acme.browser(), request("shop"), "somebody", "wrong");
        Answer unknown = signIn(acme.browser(), request("shop"), "nobody99", "wrong");
        Answer off = signIn(acme.browser(), request("shop"), "disabled", PASSWORD);
        assertThat(steps(unknown)).endsWith("capacity held", "user refused");
        assertThat(steps(off)).endsWith("password held", "lockout policy held", "enabled refused");
        assertThat(plain(unknown)).isEqualTo(plain(wrong).replace("somebody", "nobody99"));
        assertThat(plain(off)).isEqualTo(plain(wrong).replace("somebody", "disabled"));
    }

    private static String plain(Answer page) {
        return page.body().replace(Acme.reference(page), "").replaceAll("value=\"[A-Za-z0-9_-]{43}\"", "");
    }

    @Test
    void a_policy_that_lets_nobody_begin_so_is_named() {
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop")));
        acme.somebodyHasAPasskey();
        acme.policy("{\"firstFactors\":[\"passkey\"]}");
        try {
            Answer refused =
                    browser.submit(page.form().with("username", "alice").with("password", PASSWORD));
            assertThat(steps(refused))
                    .containsExactly("authorization request held", "form held", "authentication policy refused");
        } finally {
            acme.usualPolicy();
        }
    }

    @Test
    void a_wrong_code_comes_after_what_has_been_proved() {
        acme.user(ACME, "coded");
        Authenticator authenticator = Authenticator.enrolledBy(acme, AccountPage.signIn(acme.browser(), "coded"));
        Browser browser = acme.browser();
        Answer code = signIn(browser, request("shop"), "coded", PASSWORD);
        Answer refused = browser.submit(code.form().with("code", authenticator.wrong()));
        assertThat(steps(refused))
                .containsExactly(
                        "authorization request held",
                        "form held",
                        "step of the sign-in held",
                        "authentication policy held",
                        "throttle held",
                        "second factor refused");
        for (int i = 0; i < 5; i++) {
            refused = browser.submit(refused.form().with("code", authenticator.wrong()));
        }
        assertThat(steps(refused)).endsWith("authentication policy held", "throttle refused");
    }

    @Test
    void a_second_factor_that_is_not_set_up_comes_after_what_has_been_proved() {
        acme.user(ACME, "newcomer");
        acme.policy("{\"secondFactor\":\"required\",\"secondFactors\":[\"one-time-code\"]}");
        try {
            Browser browser = acme.browser();
            Answer setUp = signIn(browser, request("shop"), "newcomer", PASSWORD);
            Answer refused = browser.submit(setUp.form().with("code", "000000"));
            assertThat(steps(refused))
                    .containsExactly(
                            "authorization request held",
                            "form held",
                            "step of the sign-in held",
                            "authentication policy held",
                            "new second factor refused");
        } finally {
            acme.usualPolicy();
        }
    }

    @Test
    void a_form_that_is_sent_again_is_told_of_too() {
        acme.user(ACME, "again");
        Authenticator authenticator = Authenticator.enrolledBy(acme, AccountPage.signIn(acme.browser(), "again"));
        Browser browser = acme.browser();
        Answer code = signIn(browser, request("shop"), "again", PASSWORD);
        acme.clock().advance(java.time.Duration.ofMinutes(1));
        browser.submit(code.form().with("code", authenticator.code()));
        Browser.Answer stale = browser.submit(code.form().with("code", "000000"));
        assertThat(stale.status()).isEqualTo(403);
        assertThat(steps(stale)).last().asString().isIn("step of the sign-in refused", "form refused");
    }

    @Test
    void the_account_pages_show_it_too() {
        acme.user(ACME, "owner");
        Browser browser = AccountPage.signIn(acme.browser(), "owner");
        Answer refused = AccountPage.send(browser, "codes", Map.of("password", "wrong"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(steps(refused)).containsExactly("session held", "form held", "fresh proof by the password refused");
        assertThat(explanation(refused).path("steps").path(0).path("detail").asString())
                .isEqualTo("of owner, by [pwd]");
        Answer nobody = AccountPage.send(browser, "providers", Map.of("provider", "none", "password", PASSWORD));
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(steps(nobody))
                .containsExactly(
                        "session held", "form held", "fresh proof by the password held", "identity provider refused");
    }

    @Test
    void a_sign_out_that_came_to_nothing_shows_it_too() {
        Answer twice = acme.browser().get("/t/acme.example/oauth2/logout?state=a&state=b");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(steps(twice)).containsExactly("logout request refused");
        assertThat(explanation(twice).path("action").asString()).isEqualTo("session.end");
        Answer message = acme.browser().get("/t/acme.example/saml/slo?SAMLRequest=nonsense");
        assertThat(message.status()).isEqualTo(400);
        assertThat(steps(message)).containsExactly("logout message of the service provider refused");
        Answer over = acme.browser().get("/t/acme.example/saml/slo?round=nonsense");
        assertThat(over.status()).isEqualTo(400);
        assertThat(steps(over)).containsExactly("sign-out that waits refused");
    }

    @Test
    void the_page_for_devices_shows_it_too() {
        acme.user(ACME, "viewer");
        Browser browser = AccountPage.signIn(acme.browser(), "viewer");
        Answer refused =
                browser.submit(browser.get("/t/acme.example/device").form().with("user_code", "BBBB-BBBB"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(steps(refused))
                .containsExactly(
                        "session held",
                        "throttle of user codes held",
                        "form of the user code held",
                        "user code refused");
        assertThat(steps(browser.submit(refused.form().with("user_code", "no code at all"))))
                .containsExactly("session held", "throttle of user codes held", "form of the user code refused");

        acme.client(
                ACME,
                "{\"clientId\":\"projector\",\"tokenEndpointAuthMethod\":\"none\","
                        + "\"grantTypes\":[\"urn:ietf:params:oauth:grant-type:device_code\"]}");
        Answer asked = acme.oauth("device_authorization", Map.of("client_id", "projector"));
        String code = acme.json(asked.body()).path("user_code").asString();
        acme.bean(Subjects.class)
                .setEnabled(ACME, acme.subject(SubjectKind.CLIENT, "projector").id(), false);
        assertThat(steps(browser.submit(
                        browser.get("/t/acme.example/device").form().with("user_code", code))))
                .containsExactly(
                        "session held",
                        "throttle of user codes held",
                        "form of the user code held",
                        "user code held",
                        "client refused");
    }

    @Test
    void what_the_authorization_endpoint_refuses_is_kept_by_the_id_on_its_page() {
        Answer page = acme.browser().get("/t/acme.example/oauth2/authorize?client_id=stranger&response_type=code");
        assertThat(page.status()).isEqualTo(400);
        assertThat(steps(page)).containsExactly("client and redirect URI refused");
        Answer list = acme.browser().get(REFUSALS + "?limit=200");
        assertThat(acme.json(list.body())
                        .path("items")
                        .valueStream()
                        .map(item -> item.path("reference").asString()))
                .contains(Acme.reference(page));
    }

    @Test
    void another_tenant_does_not_have_it() {
        Answer page = signIn(acme.browser(), request("shop"), "nobody7", "wrong");
        assertThat(acme.browser()
                        .get("/api/v1/tenants/other.example/sign-in-refusals/" + Acme.reference(page))
                        .status())
                .isEqualTo(404);
        assertThat(acme.subject(SubjectKind.USER, "alice").enabled()).isTrue();
    }

    @Test
    void one_address_does_not_crowd_out_the_others_and_a_week_is_enough() {
        Answer page = signIn(acme.browser(), request("shop"), "nobody8", "wrong");
        acme.jdbc().sql("""
                insert into page_refusal
                select 'acme.example', 'flood' || n, timestamptz '2026-01-02T12:00:00Z', '', '', '', '203.0.113.9', '', '[]'
                  from generate_series(1, 3000) n""").update();
        for (int i = 0; i < 16; i++) {
            acme.browser().get("/t/acme.example/oauth2/authorize?client_id=stranger&response_type=code");
        }
        assertThat(acme.jdbc()
                        .sql("select count(*) from page_refusal where address = '203.0.113.9'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(100);
        assertThat(explanation(page).path("reason").asString()).isEqualTo("unknown user");
        acme.clock().advance(java.time.Duration.ofDays(8));
        assertThat(acme.browser().get(REFUSALS + "/" + Acme.reference(page)).status())
                .isEqualTo(404);
    }
}
