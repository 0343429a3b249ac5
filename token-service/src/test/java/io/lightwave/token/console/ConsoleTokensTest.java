package io.lightwave.token.console;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.ConsoleTokens.Outcome.Granted;
import io.lightwave.token.ConsoleTokens.Outcome.Refused;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTokensTest {
    static final URI CALLBACK = URI.create("https://localhost:8443/console/callback");
    static final Origin ORIGIN = new Origin("127.0.0.1", "request-1");

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
        var _ = acme.bean(ClientRegistry.class).ensureConsole(ACME, Set.of(CALLBACK));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    ConsoleTokens tokens() {
        return acme.bean(ConsoleTokens.class);
    }

    String code(Browser browser) {
        return Acme.code(
                browser,
                request("app", Map.of("client_id", ConsoleTokens.CLIENT_ID, "redirect_uri", CALLBACK.toString())));
    }

    Granted granted(Browser browser) {
        return (Granted) tokens().exchange(ACME, code(browser), CALLBACK, Acme.VERIFIER, ORIGIN);
    }

    @Test
    void a_code_gives_an_access_token_for_our_own_endpoints_and_says_when_the_person_signed_in() {
        Granted granted = granted(acme.browser());
        assertThat(acme.bean(AccessTokens.class).verify(ACME, granted.accessToken()))
                .isInstanceOfSatisfying(AccessTokens.Verification.Valid.class, valid -> {
                    assertThat(valid.principal().name()).isEqualTo("alice");
                    assertThat(valid.principal().isAdministrator()).isTrue();
                    assertThat(valid.clientId()).isEqualTo(ConsoleTokens.CLIENT_ID);
                    assertThat(valid.signIn()).contains(new SignIn(acme.clock().instant(), false));
                });
        assertThat(granted.toString()).doesNotContain(granted.accessToken()).doesNotContain(granted.refreshToken());
    }

    @Test
    void refreshing_rotates_and_revoking_ends_it() {
        Granted first = granted(acme.browser());
        Granted second = (Granted) tokens().refresh(ACME, first.refreshToken(), ORIGIN);
        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        tokens().revoke(ACME, second.refreshToken(), ORIGIN);
        assertThat(tokens().refresh(ACME, second.refreshToken(), ORIGIN)).isEqualTo(new Refused("invalid_grant"));
        assertThat(acme.bean(AccessTokens.class).verify(ACME, second.accessToken()))
                .isInstanceOf(AccessTokens.Verification.Invalid.class);
    }

    @Test
    void the_same_checks_hold_as_on_the_wire() {
        String code = code(acme.browser());
        assertThat(tokens().exchange(ACME, code, CALLBACK, "x".repeat(43), ORIGIN))
                .isEqualTo(new Refused("invalid_grant"));
        assertThat(tokens().exchange(ACME, code, CALLBACK, Acme.VERIFIER, ORIGIN))
                .isEqualTo(new Refused("invalid_grant"));
        assertThat(tokens().exchange(ACME, "", CALLBACK, Acme.VERIFIER, ORIGIN))
                .isEqualTo(new Refused("invalid_request"));
        assertThat(tokens().refresh(Acme.OTHER, "x", ORIGIN)).isEqualTo(new Refused("invalid_client"));
        assertThat(tokens().refresh(new TenantId("none.example"), "x", ORIGIN))
                .isEqualTo(new Refused("invalid_client"));
    }

    @Test
    void a_disabled_administrator_is_out_at_once() {
        var user = acme.user(ACME, "admin2");
        Browser browser = acme.browser();
        var parameters =
                request("app", Map.of("client_id", ConsoleTokens.CLIENT_ID, "redirect_uri", CALLBACK.toString()));
        String code = Acme.signIn(browser, parameters, "admin2", Acme.PASSWORD).parameter("code");
        Granted granted = (Granted) tokens().exchange(ACME, code, CALLBACK, Acme.VERIFIER, ORIGIN);
        acme.bean(Subjects.class).setEnabled(ACME, user.id(), false);
        assertThat(acme.subject(SubjectKind.USER, "admin2").enabled()).isFalse();
        assertThat(acme.bean(AccessTokens.class).verify(ACME, granted.accessToken()))
                .isInstanceOf(AccessTokens.Verification.Invalid.class);
        assertThat(tokens().refresh(ACME, granted.refreshToken(), ORIGIN)).isEqualTo(new Refused("invalid_grant"));
    }
}
