package io.lightwave.token.logout;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("Operators see who is signed in, and end it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsEndpointTest {
    static final String PATH = "/api/v1/tenants/acme.example";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    JsonNode get(String path) {
        Answer answer = acme.browser().get(PATH + path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    int delete(String path) {
        return acme.browser()
                .send("DELETE", PATH + path, "application/json", "")
                .status();
    }

    boolean isSignedIn(Browser browser) {
        return authorize(browser, request("shop", Map.of("prompt", "none")))
                .answerParameters()
                .containsKey("code");
    }

    @Test
    void each_with_its_person_and_clients() {
        acme.user(ACME, "anna");
        Browser browser = AccountPage.signIn(acme.browser(), "anna");
        assertThat(isSignedIn(browser)).isTrue();
        JsonNode one = get("/users/anna/sessions").path("items").path(0);
        assertThat(one.path("userName").stringValue()).isEqualTo("anna");
        assertThat(one.path("acr").stringValue()).isEqualTo("1");
        assertThat(one.path("clients").toString()).isEqualTo("[\"shop\"]");
        assertThat(get("/sessions?limit=200").path("items").valueStream().map(item -> item.path("id")))
                .contains(one.path("id"));
        assertThat(get("/users/anna/sessions").toString())
                .doesNotContain(browser.cookies().getOrDefault(AccountPage.COOKIE, "?"));
    }

    @Test
    void page_by_page() {
        acme.user(ACME, "berta");
        AccountPage.signIn(acme.browser(), "berta");
        AccountPage.signIn(acme.browser(), "berta");
        var seen = new java.util.HashSet<String>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page =
                    get("/sessions?limit=1" + cursor.map(at -> "&cursor=" + at).orElse(""));
            page.path("items").forEach(item -> seen.add(item.path("id").stringValue()));
            cursor = Optional.ofNullable(page.path("nextCursor").stringValue(null));
        } while (cursor.isPresent());
        assertThat(get("/users/berta/sessions").path("items").valueStream())
                .hasSize(2)
                .allSatisfy(item -> assertThat(seen).contains(item.path("id").stringValue()));
    }

    @Test
    void one_is_ended_with_what_was_given_in_it_and_no_other() {
        acme.user(ACME, "carl");
        Browser browser = AccountPage.signIn(acme.browser(), "carl");
        String code = Acme.code(browser, request("shop"));
        JsonNode tokens = acme.tokens(acme.exchange("shop", code));
        String id = get("/users/carl/sessions").path("items").path(0).path("id").stringValue();
        Browser other = AccountPage.signIn(acme.browser(), "carl");
        assertThat(delete("/sessions/" + id)).isEqualTo(204);
        assertThat(delete("/sessions/" + id)).isEqualTo(404);
        assertThat(isSignedIn(browser)).isFalse();
        assertThat(isSignedIn(other)).isTrue();
        assertThat(acme.browser()
                        .sending(
                                "Authorization",
                                "Bearer " + tokens.path("access_token").stringValue())
                        .get("/t/acme.example/oauth2/userinfo")
                        .status())
                .isEqualTo(401);
        assertThat(acme.jdbc()
                        .sql("select count(*) from audit_event where action = 'session.end' and target = ?"
                                + " and actor like '%alice%'")
                        .param("session " + id)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void all_of_a_person_are_ended_at_once() {
        acme.user(ACME, "dora");
        Browser one = AccountPage.signIn(acme.browser(), "dora");
        Browser two = AccountPage.signIn(acme.browser(), "dora");
        assertThat(delete("/users/dora/sessions")).isEqualTo(204);
        assertThat(isSignedIn(one)).isFalse();
        assertThat(isSignedIn(two)).isFalse();
        assertThat(delete("/users/nobody/sessions")).isEqualTo(404);
    }

    @Test
    @DisplayName("threat 11: another tenant's is nobody's")
    void of_another_tenant() {
        acme.user(ACME, "emil");
        AccountPage.signIn(acme.browser(), "emil");
        String id = get("/users/emil/sessions").path("items").path(0).path("id").stringValue();
        assertThat(acme.browser()
                        .send("DELETE", "/api/v1/tenants/other.example/sessions/" + id, "application/json", "")
                        .status())
                .isEqualTo(404);
        assertThat(delete("/sessions/" + UUID.randomUUID())).isEqualTo(404);
    }
}
