package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Password;
import io.lightwave.directory.password.Argon2Cost;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.Passwords;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While more people sign in than there is room to check the passwords of")
class BusyTest {
    private static final PasswordPolicy SLOW = new PasswordPolicy(
            8,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ZERO,
            false,
            false,
            new Argon2Cost(Argon2Cost.MOST_MEMORY, Argon2Cost.MOST_PASSES, Argon2Cost.MOST_LANES),
            false,
            null);

    @Test
    void they_are_told_to_come_again_and_nobody_is_called_wrong() throws InterruptedException {
        try (Acme acme = Acme.start()) {
            Browser signedIn = AccountPage.signIn(acme.browser(), "alice");
            var full = new AtomicBoolean(true);
            occupy(acme.bean(Passwords.class), full);

            Browser browser = acme.browser();
            Answer page = browser.get("/t/acme.example/login");
            Answer busy = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
            assertThat(busy.status()).as(busy.body()).isEqualTo(503);
            assertThat(busy.header("Retry-After")).contains("5");
            assertThat(busy.body())
                    .contains("Very many people are signing in just now")
                    .doesNotContain("wrong");
            Answer unknown =
                    browser.submit(busy.form().with("username", "nobody").with("password", Acme.PASSWORD));
            assertThat(unknown.status()).isEqualTo(503);
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
                    .isEqualTo(3);
            full.set(false);
        }
    }

    /// Keeps every place taken, each with a hash that takes long, until told otherwise.
    private static void occupy(Passwords passwords, AtomicBoolean full) throws InterruptedException {
        int places = 129 * Runtime.getRuntime().availableProcessors();
        var turnedAway = new CountDownLatch(1);
        IntStream.range(0, 2 * places)
                .forEach(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        while (full.get()) {
                            passwords.hash(SLOW, ACME, "somebody", Password.of(Acme.PASSWORD));
                        }
                    } catch (RejectedExecutionException noPlace) {
                        turnedAway.countDown();
                    }
                }));
        turnedAway.await();
    }
}
