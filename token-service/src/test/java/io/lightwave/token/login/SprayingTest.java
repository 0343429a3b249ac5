package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.password.HashingWork;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("One password tried with many names (threat 8)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SprayingTest {
    private static final String HOME = "127.0.9.1";
    private static final String OFFICE = "127.0.9.2";

    private Acme acme;
    private int sprayed;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    /// Whatever was counted before is forgotten.
    @BeforeEach
    void later() {
        acme.clock().advance(Duration.ofHours(2));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    private Answer signIn(String address, TenantId tenant, String name) {
        Browser browser = acme.browser().from(address);
        Answer page = browser.get("/t/" + tenant + "/login");
        return browser.submit(page.form().with("username", name).with("password", PASSWORD));
    }

    private boolean signsIn(String address, String name) {
        return signIn(address, ACME, name).status() == 303;
    }

    /// One form, sent again and again.
    private void spray(String address, int times) {
        Browser browser = acme.browser().from(address);
        Form form = browser.get("/t/acme.example/login").form().with("password", "Summer2026!");
        for (int i = 0; i < times; i++) {
            assertThat(browser.submit(form.with("username", "somebody" + sprayed++))
                            .status())
                    .isEqualTo(403);
        }
    }

    private void countFailures(String address, int times) {
        for (int i = 0; i < times; i++) {
            acme.bean(Throttle.class)
                    .failed(Throttle.Guess.ofPerson(
                            ACME, "password", "counted-" + sprayed++, new Origin(address, "spraying")));
        }
    }

    private List<String> refusals(String address) {
        return acme.jdbc()
                .sql("select reason from audit_event where action = 'session.begin' and address = ?")
                .params(address)
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void from_one_network_slows_it_to_strangers_and_heals() {
        assertThat(signsIn(HOME, "alice")).isTrue();
        spray(HOME, 58);
        assertThat(signsIn(HOME, "bob")).isFalse();
        assertThat(refusals(HOME)).contains("throttled after failures from the same network");
        assertThat(signsIn(HOME, "alice")).as("in the usual network").isTrue();
        assertThat(signsIn(OFFICE, "bob")).as("in another one").isTrue();
        assertThat(signIn(HOME, OTHER, "bob").status()).as("another tenant").isEqualTo(303);
        acme.clock().advance(Duration.ofMinutes(15));
        assertThat(signsIn(HOME, "bob")).isTrue();
    }

    @Test
    void from_many_networks_slows_the_tenant_to_strangers_and_heals() {
        assertThat(signsIn(HOME, "alice")).isTrue();
        for (int i = 0; i < 26; i++) {
            countFailures("198.51.100." + i, 40);
        }
        String elsewhere = "127.0.9.3";
        assertThat(signsIn(elsewhere, "bob")).isFalse();
        assertThat(refusals(elsewhere)).contains("throttled after failures in the whole tenant");
        assertThat(signsIn(HOME, "alice")).isTrue();
        assertThat(signIn(elsewhere, OTHER, "bob").status()).isEqualTo(303);
        acme.clock().advance(Duration.ofMinutes(1));
        assertThat(signsIn(elsewhere, "bob")).isTrue();
    }

    @Test
    void is_counted_by_all_nodes_together() {
        try (var second = acme.secondNode()) {
            second.context().clock().set(acme.clock().instant());
            countFailures("127.0.9.4", 30);
            Browser there = acme.browser().from("127.0.9.4").at(second);
            Form form = there.get("/t/acme.example/login").form().with("password", "Summer2026!");
            for (int i = 0; i < 30; i++) {
                there.submit(form.with("username", "there" + i));
            }
            acme.bean(ChangeFeed.class).catchUp();
            assertThat(signsIn("127.0.9.4", "bob")).isFalse();
        }
    }

    @Test
    @DisplayName("threat 9: who is refused there learns nothing, by the answer or the work that it takes")
    void known_and_unknown_accounts_look_alike() {
        String network = "127.0.9.5";
        assertThat(signsIn(network, "alice")).isTrue();
        countFailures(network, 60);
        Browser browser = acme.browser().from(network);
        Form form = browser.get("/t/acme.example/login").form();
        var answers = new ArrayList<Answer>();
        String first = "";
        for (Map.Entry<String, String> tried :
                Map.of("alice", "wrong", "bobby", PASSWORD, "bob", PASSWORD).entrySet()) {
            Form filled = form.with("username", tried.getKey()).with("password", tried.getValue());
            assertThat(HashingWork.of(() -> answers.add(browser.submit(filled))))
                    .as(tried.getKey())
                    .isEqualTo(HashingWork.OF_ONE);
            Answer answer = answers.getLast();
            String seen = answer.status()
                    + answer.body()
                            .replaceAll("Reference <code id=\"reference\">[^<]+<", "")
                            .replace("\"" + tried.getKey() + "\"", "\"NAME\"");
            first = first.isEmpty() ? seen : first;
            assertThat(seen).startsWith("403").isEqualTo(first);
        }
    }
}
