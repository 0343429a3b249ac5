package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.password.FullPool;
import io.lightwave.directory.password.Passwords;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While more people sign in than there is room to check the passwords of")
class BusyTest {
    @Test
    void they_are_told_to_come_again_and_nobody_is_called_wrong() throws InterruptedException {
        try (Acme acme = Acme.start()) {
            Browser signedIn = AccountPage.signIn(acme.browser(), "alice");
            try (FullPool _ = FullPool.of(acme.bean(Passwords.class), ACME)) {
                Browser browser = acme.browser();
                Answer page = browser.get("/t/acme.example/login");
                Answer busy =
                        browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
                assertThat(busy.status()).as(busy.body()).isEqualTo(503);
                assertThat(busy.header("Retry-After")).contains("5");
                assertThat(busy.body())
                        .contains("Very many people are signing in just now")
                        .doesNotContain("wrong");
                Answer unknown =
                        browser.submit(busy.form().with("username", "nobody").with("password", Acme.PASSWORD));
                assertThat(unknown.status()).isEqualTo(503);
                Answer client = acme.browser()
                        .sending("Authorization", Acme.basic("alice", Acme.PASSWORD))
                        .send("POST", "/t/acme.example/saml/ecp", "text/xml", "<x/>");
                assertThat(client.status()).as(client.toString()).isEqualTo(503);
                assertThat(client.header("Retry-After")).contains("5");
                Answer account = AccountPage.send(signedIn, "codes", Map.of("password", Acme.PASSWORD));
                assertThat(account.status()).isEqualTo(503);
                assertThat(account.body()).contains("your password was not checked");

                assertThat(acme.jdbc()
                                .sql("select count(*) from throttle")
                                .query(Integer.class)
                                .single())
                        .as("failures")
                        .isZero();
                assertThat(acme.jdbc()
                                .sql("select count(*) from audit_event where reason = 'too many passwords to check'")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(4);
            }
        }
    }
}
