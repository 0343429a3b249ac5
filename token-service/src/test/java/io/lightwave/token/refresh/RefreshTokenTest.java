package io.lightwave.token.refresh;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshTokenTest {
    static final String OFFLINE = "openid offline_access orders";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    JsonNode signInTo(Browser browser, String clientId, String scope) {
        String code = Acme.code(browser, request(clientId, Map.of("scope", scope)));
        return acme.tokens(acme.exchange(clientId, code));
    }

    String refreshToken(String clientId, String scope) {
        return signInTo(acme.browser(), clientId, scope).path("refresh_token").stringValue();
    }

    String refresh(String clientId, String token) {
        return acme.tokens(acme.refresh(clientId, token)).path("refresh_token").asString("");
    }

    void assertRefused(Map<String, String> form, String error) {
        Answer answer = acme.oauth("token", form);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo(error);
    }

    void assertDead(String clientId, String token) {
        assertRefused(acme.refresh(clientId, token), "invalid_grant");
    }

    @Nested
    @DisplayName("RFC 9700 §4.14.2 Rotation for public clients")
    class Rotation {
        @Test
        void each_use_gives_a_new_token() {
            String first = refreshToken("app", OFFLINE);
            String second = refresh("app", first);
            String third = refresh("app", second);
            assertThat(Set.of(first, second, third)).hasSize(3);
        }

        @Test
        void the_use_of_an_old_one_ends_the_family_and_its_access_tokens() {
            String first = refreshToken("app", OFFLINE);
            String second = refresh("app", first);
            JsonNode third = acme.tokens(acme.refresh("app", second));
            assertDead("app", first);
            assertDead("app", third.path("refresh_token").stringValue());
            assertThat(userInfoStatus(third.path("access_token").stringValue())).isEqualTo(401);
        }

        @Test
        void the_one_before_may_be_repeated_within_ten_seconds_and_gives_the_same_successor() {
            String first = refreshToken("app", OFFLINE);
            String second = refresh("app", first);
            acme.clock().advance(Duration.ofMillis(9_999));
            assertThat(refresh("app", first)).isEqualTo(second);
            assertThat(refresh("app", second)).isNotEqualTo(second);
        }

        @Test
        void after_ten_seconds_it_may_not() {
            String first = refreshToken("app", OFFLINE);
            String second = refresh("app", first);
            acme.clock().advance(Duration.ofSeconds(10));
            assertDead("app", first);
            assertDead("app", second);
        }

        @Test
        void once_the_successor_was_used_it_may_not() {
            String first = refreshToken("app", OFFLINE);
            String second = refresh("app", first);
            String third = refresh("app", second);
            assertDead("app", first);
            assertDead("app", third);
        }

        @Test
        void of_many_at_once_all_get_the_same_successor_so_that_no_tab_signs_another_out() throws Exception {
            String first = refreshToken("app", OFFLINE);
            List<Callable<String>> attempts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                attempts.add(() -> refresh("app", first));
            }
            Set<String> successors = new HashSet<>();
            try (var threads = Executors.newFixedThreadPool(12)) {
                for (Future<String> attempt : threads.invokeAll(attempts)) {
                    successors.add(attempt.get());
                }
            }
            assertThat(successors).hasSize(1);
            assertThat(refresh("app", successors.iterator().next())).isNotEmpty();
        }

        @Test
        void of_many_families_at_once_each_goes_on_by_itself() throws Exception {
            List<Callable<String>> attempts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String first = refreshToken("app", OFFLINE);
                attempts.add(() -> refresh("app", first));
            }
            Set<String> successors = new HashSet<>();
            try (var threads = Executors.newFixedThreadPool(12)) {
                for (Future<String> attempt : threads.invokeAll(attempts)) {
                    successors.add(attempt.get());
                }
            }
            assertThat(successors).hasSize(12);
            for (String successor : successors) {
                assertThat(refresh("app", successor)).isNotEmpty();
            }
        }

        @Test
        @DisplayName(
                "ADR 0099: those of one moment share a transaction with their events; of two alike the first counts")
        void those_of_one_moment_share_a_transaction_with_their_events() throws SQLException {
            RefreshToken one = RefreshToken.parse(refreshToken("app", OFFLINE)).orElseThrow();
            RefreshToken other =
                    RefreshToken.parse(refreshToken("app", OFFLINE)).orElseThrow();
            List<Succession> rows = List.of(succession(one), succession(other), succession(one));
            try (Connection connection = acme.bean(DataSource.class).getConnection()) {
                var writing = Succession.writing(acme.bean(Audit.class));
                assertThat(writing.write(connection, rows, false)).containsExactly(true, true, false);
                assertThat(writing.write(connection, rows, true)).containsExactly(false, false, false);
            }
            assertThat(acme.jdbc()
                            .sql("""
                                    select xmin::text from refresh_token where family_hash in (?, ?) union all
                                    select xmin::text from audit_event where reason = 'a succession'""")
                            .params(one.family().hash(), other.family().hash())
                            .query(String.class)
                            .list())
                    .hasSize(4)
                    .containsOnly(acme.jdbc()
                            .sql("select xmin::text from refresh_token where family_hash = ?")
                            .param(one.family().hash())
                            .query(String.class)
                            .single());
        }

        @Test
        void comes_about_with_its_event_in_the_audit_trail_or_not_at_all() {
            String first = refreshToken("app", OFFLINE);
            acme.jdbc().sql("alter table audit_event rename to hidden").update();
            try {
                assertThat(acme.oauth("token", acme.refresh("app", first)).status())
                        .isEqualTo(500);
            } finally {
                acme.jdbc().sql("alter table hidden rename to audit_event").update();
            }
            assertThat(acme.jdbc()
                            .sql("select superseded_at is null from refresh_token where family_hash = ?")
                            .param(RefreshToken.parse(first)
                                    .orElseThrow()
                                    .family()
                                    .hash())
                            .query(Boolean.class)
                            .single())
                    .isTrue();
            String second = refresh("app", first);
            assertThat(refresh("app", second)).isNotEmpty();
        }

        Succession succession(RefreshToken newest) {
            return Succession.of(
                    Acme.ACME,
                    newest,
                    newest.next(new SecureRandom()),
                    acme.clock().instant(),
                    new AuditEvent(
                            Acme.ACME,
                            "test",
                            "token.issue",
                            "test",
                            AuditEvent.Outcome.SUCCESS,
                            "a succession",
                            new Origin("", "test")));
        }

        @Test
        void a_connection_of_the_database_that_breaks_meanwhile_is_replaced() {
            String second = refresh("app", refreshToken("app", OFFLINE));
            assertThat(acme.jdbc()
                            .sql("select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where pid <> pg_backend_pid() and datname = current_database()"
                                    + " and query = 'COMMIT'"
                                    + " order by state_change desc limit 1") // that of the writer
                            .query(Boolean.class)
                            .list())
                    .contains(true);
            String third = refresh("app", second);
            assertThat(refresh("app", third)).isNotEmpty();
        }

        @Test
        void a_token_made_of_the_family_and_another_secret_ends_the_family_too() {
            String first = refreshToken("app", OFFLINE);
            assertDead("app", first.substring(0, 43) + "A".repeat(43));
            assertDead("app", first);
        }
    }

    @Nested
    @DisplayName("RFC 6749 §6 Confidential clients")
    class Confidential {
        @Test
        void keep_their_token() {
            String token = refreshToken("shop", OFFLINE);
            Answer answer = acme.oauth("token", acme.refresh("shop", token));
            Golden.assertAnswer(RefreshTokenTest.class, "refreshed.response.http", answer);
            assertThat(refresh("shop", token)).isEmpty();
        }

        @Test
        void cannot_use_another_client_s() {
            String token = refreshToken("app", OFFLINE);
            assertDead("shop", token);
            assertThat(refresh("app", token)).isNotEmpty();
        }

        @Test
        void may_narrow_the_scope_for_one_access_token_and_never_widen_it() {
            String token = refreshToken("shop", OFFLINE);
            var narrow = acme.refresh("shop", token);
            narrow.put("scope", "orders");
            JsonNode narrowed = acme.tokens(narrow);
            assertThat(narrowed.path("scope").stringValue()).isEqualTo("orders");
            assertThat(narrowed.has("id_token")).isFalse();
            var wide = acme.refresh("shop", token);
            wide.put("scope", "orders profile");
            assertRefused(wide, "invalid_scope");
            assertThat(acme.tokens(acme.refresh("shop", token)).path("scope").stringValue())
                    .contains("offline_access");
        }

        @Test
        void get_an_id_token_of_the_same_sign_in_without_its_nonce() {
            JsonNode tokens = signInTo(acme.browser(), "shop", OFFLINE);
            JsonNode first = acme.claims(tokens.path("id_token").stringValue());
            acme.clock().advance(Duration.ofMinutes(5));
            JsonNode again = acme.claims(acme.tokens(
                            acme.refresh("shop", tokens.path("refresh_token").stringValue()))
                    .path("id_token")
                    .stringValue());
            for (String name : List.of("iss", "sub", "aud", "auth_time", "sid", "acr")) {
                assertThat(again.get(name)).as(name).isEqualTo(first.get(name));
            }
            assertThat(again.has("nonce")).isFalse();
            assertThat(again.path("iat").longValue())
                    .isEqualTo(first.path("iat").longValue() + 300);
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §11 Offline access")
    class Offline {
        @Test
        void without_it_a_token_ends_when_its_person_signs_out() {
            Browser browser = acme.browser();
            String token =
                    signInTo(browser, "shop", "openid").path("refresh_token").stringValue();
            String offline =
                    signInTo(browser, "shop", OFFLINE).path("refresh_token").stringValue();
            browser.submit(browser.get("/t/acme.example/oauth2/logout").form());
            assertDead("shop", token);
            assertThat(acme.oauth("token", acme.refresh("shop", offline)).status())
                    .isEqualTo(200);
        }

        @Test
        void without_it_a_token_ends_with_an_idle_session_and_its_use_keeps_the_session_awake() {
            String token = refreshToken("shop", "openid");
            for (int i = 0; i < 3; i++) {
                acme.clock().advance(Duration.ofMinutes(119));
                refresh("shop", token);
            }
            acme.clock().advance(Duration.ofHours(2));
            assertDead("shop", token);
        }

        @Test
        void without_it_a_token_ends_twelve_hours_after_the_sign_in() {
            String token = refreshToken("shop", "openid");
            for (int i = 0; i < 11; i++) {
                acme.clock().advance(Duration.ofHours(1));
                refresh("shop", token);
            }
            acme.clock().advance(Duration.ofHours(1));
            assertDead("shop", token);
        }

        @Test
        void with_it_a_token_ends_after_thirty_days_however_often_it_is_used() {
            String token = refreshToken("app", OFFLINE);
            for (int i = 0; i < 29; i++) {
                acme.clock().advance(Duration.ofDays(1));
                token = refresh("app", token);
            }
            acme.clock().advance(Duration.ofDays(1));
            assertDead("app", token);
        }
    }

    @Nested
    @DisplayName("What is disabled gets nothing (threat 1)")
    class Disabled {
        @Test
        void a_person_disabled_deleted_or_with_a_new_password() {
            for (String how : List.of("disabled", "deleted", "password", "disabled and enabled again")) {
                Subject user = acme.user(ACME, "user-" + how.replace(" ", "-"));
                String code = Acme.signIn(
                                acme.browser(), request("shop", Map.of("scope", OFFLINE)), user.name(), Acme.PASSWORD)
                        .parameter("code");
                JsonNode tokens = acme.tokens(acme.exchange("shop", code));
                var subjects = acme.bean(Subjects.class);
                switch (how) {
                    case "deleted" -> subjects.delete(ACME, user.id());
                    case "password" -> subjects.setPassword(ACME, user.id(), Password.of("another long password"));
                    default -> subjects.setEnabled(ACME, user.id(), false);
                }
                if (how.endsWith("again")) {
                    subjects.setEnabled(ACME, user.id(), true);
                }
                assertThat(acme.isActive(tokens.path("access_token").stringValue()))
                        .as(how)
                        .isFalse();
                assertThat(acme.isActive(tokens.path("refresh_token").stringValue()))
                        .as(how)
                        .isFalse();
                assertDead("shop", tokens.path("refresh_token").stringValue());
            }
        }

        @Test
        void a_client_disabled_and_enabled_again() {
            acme.client(ACME, """
                    {"clientId":"flaky","grantTypes":["authorization_code","refresh_token"],"redirectUris":["%s"],
                     "tokenEndpointAuthMethod":"none"}""".formatted(Acme.APP));
            String code = Acme.code(
                    acme.browser(), request("app", Map.of("client_id", "flaky", "scope", "openid offline_access")));
            String token = acme.tokens(acme.exchange("flaky", code))
                    .path("refresh_token")
                    .stringValue();
            var subjects = acme.bean(Subjects.class);
            var id = acme.subject(SubjectKind.CLIENT, "flaky").id();
            subjects.setEnabled(ACME, id, false);
            assertThat(acme.oauth("token", acme.refresh("flaky", token)).status())
                    .isEqualTo(401);
            subjects.setEnabled(ACME, id, true);
            assertDead("flaky", token);
        }

        @Test
        void a_client_that_lost_the_grant_type() {
            acme.client(ACME, """
                    {"clientId":"brief","grantTypes":["authorization_code"],"redirectUris":["%s"],
                     "tokenEndpointAuthMethod":"none"}""".formatted(Acme.APP));
            String code = Acme.code(
                    acme.browser(), request("app", Map.of("client_id", "brief", "scope", "openid offline_access")));
            JsonNode tokens = acme.tokens(acme.exchange("brief", code));
            assertThat(tokens.has("refresh_token")).isFalse();
            assertThat(tokens.path("scope").stringValue()).isEqualTo("openid");
            assertRefused(acme.refresh("brief", "x".repeat(86)), "unauthorized_client");
        }
    }

    @Nested
    @DisplayName("A client gets no more than it is registered for now (threat 30)")
    class Registration {
        void change(String clientId, String members) {
            Answer answer = acme.browser()
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/clients/" + clientId,
                            "application/merge-patch+json",
                            members);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        }

        /// A refresh token of a new client's, for the scope `orders` and the resource `billing`.
        String token(String clientId) {
            acme.client(ACME, """
                    {"clientId":"%s","grantTypes":["authorization_code","refresh_token"],"redirectUris":["%s"],
                     "tokenEndpointAuthMethod":"none","scopes":["orders"],"audiences":["billing","stock"]}""".formatted(clientId, Acme.APP));
            String code = Acme.code(
                    acme.browser(),
                    request("app", Map.of("client_id", clientId, "scope", OFFLINE, "resource", "billing")));
            return acme.tokens(acme.exchange(clientId, code))
                    .path("refresh_token")
                    .stringValue();
        }

        @Test
        void a_scope_that_was_taken_away() {
            String token = token("narrowed");
            change("narrowed", "{\"scopes\":[\"other\"]}");
            JsonNode tokens = acme.tokens(acme.refresh("narrowed", token));
            assertThat(tokens.path("scope").stringValue()).isEqualTo("offline_access openid");
            assertThat(acme.claims(tokens.path("access_token").stringValue())
                            .path("scope")
                            .stringValue())
                    .isEqualTo("offline_access openid");
            var asking = acme.refresh("narrowed", tokens.path("refresh_token").stringValue());
            asking.put("scope", "orders");
            assertRefused(asking, "invalid_scope");
        }

        @Test
        void a_claim_of_a_scope_that_was_taken_away() {
            acme.client(ACME, """
                    {"clientId":"curious","grantTypes":["authorization_code","refresh_token"],"redirectUris":["%s"],
                     "tokenEndpointAuthMethod":"none","scopes":["groups"]}""".formatted(Acme.APP));
            String code = Acme.code(
                    acme.browser(),
                    request(
                            "app",
                            Map.of(
                                    "client_id", "curious",
                                    "scope", "openid offline_access",
                                    "claims", "{\"userinfo\":{\"groups\":null},\"id_token\":{\"groups\":null}}")));
            JsonNode tokens = acme.tokens(acme.exchange("curious", code));
            assertThat(acme.claims(tokens.path("id_token").stringValue()).has("groups"))
                    .isTrue();
            String accessToken = tokens.path("access_token").stringValue();
            assertThat(userInfo(accessToken)).contains("\"groups\"");
            change("curious", "{\"scopes\":[]}");
            assertThat(userInfo(accessToken)).doesNotContain("\"groups\"").contains("\"sub\"");
            tokens = acme.tokens(
                    acme.refresh("curious", tokens.path("refresh_token").stringValue()));
            assertThat(acme.claims(tokens.path("id_token").stringValue()).has("groups"))
                    .isFalse();
        }

        @Test
        void a_resource_that_was_taken_away() {
            String token = token("confined");
            change("confined", "{\"audiences\":[\"stock\"]}");
            assertRefused(acme.refresh("confined", token), "invalid_target");
            change("confined", "{\"audiences\":[\"billing\"]}");
            assertThat(acme.claims(acme.tokens(acme.refresh("confined", token))
                                    .path("access_token")
                                    .stringValue())
                            .path("aud")
                            .stringValue())
                    .isEqualTo("billing");
        }
    }

    @Nested
    @DisplayName("RFC 7009 and RFC 7662 Revocation and introspection")
    class Revocation {
        @Test
        void a_revoked_token_takes_its_access_tokens_along() {
            JsonNode tokens = signInTo(acme.browser(), "shop", OFFLINE);
            String token = tokens.path("refresh_token").stringValue();
            assertThat(acme.isActive(token)).isTrue();
            assertThat(acme.oauth("revoke", Map.of("client_id", "shop", "token", token))
                            .status())
                    .isEqualTo(200);
            assertThat(acme.isActive(token)).isFalse();
            assertThat(acme.isActive(tokens.path("access_token").stringValue())).isFalse();
            assertDead("shop", token);
        }

        @Test
        void one_that_was_given_up_takes_its_family_along() {
            String first = refreshToken("app", OFFLINE);
            JsonNode second = acme.tokens(acme.refresh("app", first));
            acme.tokens(acme.refresh("app", second.path("refresh_token").stringValue()));
            Answer answer = acme.oauth("revoke", Map.of("client_id", "shop", "token", first));
            assertThat(answer.status()).as("another client's").isEqualTo(400);
            assertThat(userInfoStatus(second.path("access_token").stringValue()))
                    .isEqualTo(200);
            assertThat(acme.oauth("revoke", Map.of("client_id", "app", "token", first))
                            .status())
                    .isEqualTo(200);
            assertThat(userInfoStatus(second.path("access_token").stringValue()))
                    .isEqualTo(401);
            assertDead("app", second.path("refresh_token").stringValue());
        }

        @Test
        void another_client_can_neither_see_nor_revoke_it() {
            String token = refreshToken("app", OFFLINE);
            assertThat(acme.isActive(token)).isFalse();
            acme.oauth("revoke", Map.of("client_id", "shop", "token", token));
            assertThat(refresh("app", token)).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("Secrets are not kept (threat 12)")
    class Secrets {
        @Test
        void no_table_holds_a_cookie_a_code_or_a_token() {
            Browser browser = acme.browser();
            String code = Acme.code(browser, request("app", Map.of("scope", OFFLINE)));
            String first = acme.tokens(acme.exchange("app", code))
                    .path("refresh_token")
                    .stringValue();
            String second = refresh("app", first);
            List<String> secrets = new ArrayList<>(browser.cookies().values());
            secrets.addAll(List.of(code, first.substring(0, 43), first.substring(43), second.substring(43)));
            secrets.add(Acme.PASSWORD);
            for (String table : acme.jdbc()
                    .sql("select tablename from pg_tables where schemaname = 'public'")
                    .query((row, _) -> row.getString(1))
                    .list()) {
                for (String row : acme.jdbc()
                        .sql("select t::text from \"" + table + "\" t")
                        .query((row, _) -> row.getString(1))
                        .list()) {
                    assertThat(secrets).noneMatch(row::contains);
                }
            }
        }
    }

    String userInfo(String accessToken) {
        return acme.browser()
                .sending("Authorization", "Bearer " + accessToken)
                .get("/t/acme.example/oauth2/userinfo")
                .body();
    }

    int userInfoStatus(String accessToken) {
        return acme.browser()
                .sending("Authorization", "Bearer " + accessToken)
                .get("/t/acme.example/oauth2/userinfo")
                .status();
    }
}
