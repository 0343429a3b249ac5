package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.fixture.SqlLog;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a code flow with a password asks of the database")
class CodeFlowCostTest {
    private final SqlLog log = new SqlLog();
    private final Acme acme = Acme.start(log);

    @AfterEach
    void stop() {
        acme.close();
    }

    /// What a flow of a browser that comes for the first time says to the database, page by page.
    private List<List<String>> flow() {
        var said = new ArrayList<List<String>>();
        Browser browser = acme.browser();
        log.taken();
        Answer away = authorize(browser, request("shop"));
        said.add(log.taken());
        Answer page = browser.follow(away);
        said.add(log.taken());
        Answer done = browser.submit(page.form().with("username", "alice").with("password", PASSWORD));
        said.add(log.taken());
        Answer tokens = acme.oauth("token", acme.exchange("shop", done.parameter("code")));
        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        said.add(log.taken());
        return said;
    }

    private static List<Long> commits(List<List<String>> flow) {
        return flow.stream()
                .map(page -> page.stream().filter(SqlLog.COMMIT::equals).count())
                .toList();
    }

    private static List<Long> statements(List<List<String>> flow) {
        return flow.stream()
                .map(page -> page.stream()
                        .filter(line -> !line.equals(SqlLog.COMMIT))
                        .count())
                .toList();
    }

    /// Of one flow among some: a busy machine may be late to confirm the feed.
    @Test
    void is_a_commit_for_what_is_signed_in_and_one_for_what_is_exchanged() {
        flow(); // after which the network is known,
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            acme.bean(ChangeFeed.class).catchUp(); // which the caches hear of late
            List<List<String>> flow = flow();
            assertThat(commits(flow)).as(flow.toString()).containsExactly(0L, 0L, 1L, 1L);
            assertThat(statements(flow)).as(flow.toString()).containsExactly(0L, 0L, 10L, 4L);
        });
    }

    @Test
    void a_refresh_asks_for_its_family_with_what_it_stands_for_and_gives_its_token_up() {
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("app")));
        Answer done = browser.submit(page.form().with("username", "alice").with("password", PASSWORD));
        String first = refreshToken(acme.exchange("app", done.parameter("code")));
        String next = refreshToken(acme.refresh("app", first)); // the session is kept since
        List<String> said = List.of();
        for (int i = 0; i < 5 && said.size() != 4; i++) { // a busy machine may be late to confirm the feed
            log.taken();
            next = refreshToken(acme.refresh("app", next));
            said = log.taken();
        }
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).startsWith("select a.*, t.current_hash");
        assertThat(said.get(1)).startsWith("update refresh_token");
        assertThat(said.get(2)).startsWith("INSERT INTO audit_event");
        assertThat(said.get(3)).isEqualTo(SqlLog.COMMIT);
    }

    private String refreshToken(Map<String, String> form) {
        return acme.tokens(form).path("refresh_token").asString();
    }

    @Test
    void is_durable_as_a_whole_or_not_at_all() {
        acme.jdbc().sql("alter table authorization_code rename to hidden").update();
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop")));
        log.taken();
        Answer failed = browser.submit(page.form().with("username", "alice").with("password", PASSWORD));
        assertThat(failed.status()).isEqualTo(500);
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        assertThat(acme.jdbc()
                        .sql("select count(*) from session")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(acme.jdbc()
                        .sql(
                                "select count(*) from audit_event where action in ('session.begin', 'authorization.approve')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void has_each_token_in_the_audit_trail_once() {
        flow();
        assertThat(acme.jdbc()
                        .sql("select count(*) from audit_event where action = 'token.issue' and outcome ilike 'success'"
                                + " and reason like 'authorization_code%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
