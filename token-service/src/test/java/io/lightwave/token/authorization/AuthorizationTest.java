package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationTest {
    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @Test
    void a_person_signs_in_and_the_client_gets_tokens() {
        Browser browser = acme.browser();
        Answer answer = Acme.signIn(browser, request("shop"), "alice", Acme.PASSWORD);
        assertThat(answer.status()).isEqualTo(303);
        System.out.println(answer);
        System.out.println(acme.tokens(acme.exchange("shop", answer.parameter("code"))));
    }
}
