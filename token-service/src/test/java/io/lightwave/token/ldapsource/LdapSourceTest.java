package io.lightwave.token.ldapsource;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@DisplayName("Signing in with the password of a directory of others")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LdapSourceTest {
    static final String PATH = "/api/v1/tenants/acme.example/ldap-sources";
    static final String HOST = "ldap.corp.example";

    final Outside outside = new Outside();
    Acme acme;
    CorpDirectory corp;

    @BeforeAll
    void start() throws Exception {
        outside.has(HOST);
        outside.has("other.corp.example");
        corp = new CorpDirectory();
        acme = Acme.start(
                outside, TokenSettings.DEFAULTS, (_, kind) -> kind == SubjectKind.USER ? Set.of("deploy") : Set.of());
        add(source("corp"));
        corp.person("carol", "mail: carol@corp.example", "entryUUID: u-carol", "givenName: Carol");
        corp.person("alice", "entryUUID: u-alice");
        corp.person("dora", "entryUUID: u-dora");
        corp.person("gus", "mail: gus@corp.example", "entryUUID: u-gus");
        corp.person("noid");
        corp.group("team", "uid=carol,ou=people,dc=corp,dc=example");
        corp.group("department", "cn=team,ou=groups,dc=corp,dc=example");
        corp.group("circle", "cn=department,ou=groups,dc=corp,dc=example");
        modify(
                "cn=team,ou=groups,dc=corp,dc=example",
                ModificationType.ADD,
                "member",
                "cn=circle,ou=groups,dc=corp,dc=example");
    }

    @AfterAll
    void stop() {
        acme.close();
        corp.close();
    }

    @BeforeEach
    void usual() {
        acme.usualPolicy();
        patch("corp", source("corp"));
        acme.clock().advance(Duration.ofHours(2)); // nobody remembers failures
    }

    Map<String, Object> source(String name) {
        var source = new LinkedHashMap<String, Object>();
        source.put("name", name);
        source.put("urls", List.of(corp.ldaps(HOST)));
        source.put("trustAnchors", List.of(corp.pem()));
        source.put("bindDn", CorpDirectory.READER);
        source.put("bindPassword", CorpDirectory.READERS_PASSWORD);
        source.put("userBase", "ou=people,dc=corp,dc=example");
        source.put("groupBase", "ou=groups,dc=corp,dc=example");
        source.put("nestedGroups", true);
        source.put("emailDomains", List.of("corp.example"));
        source.put("justInTime", true);
        source.put("enabled", true);
        source.put("attributes", null);
        source.put("userFilter", null);
        source.put(
                "groupRules", List.of(Map.of("from", "CN=Department, OU=groups,dc=corp,dc=example", "group", "staff")));
        return source;
    }

    Map<String, Object> source(String field, Object value) {
        Map<String, Object> source = source("tried");
        source.put(field, value);
        return source;
    }

    String json(Object value) {
        return acme.bean(ObjectMapper.class).writeValueAsString(value);
    }

    Answer send(String method, String path, Object body) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        return acme.browser().send(method, path, type, json(body));
    }

    JsonNode add(Map<String, Object> source) {
        Answer added = send("POST", PATH, source);
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        return acme.json(added.body());
    }

    void patch(String name, Map<String, Object> source) {
        Answer changed = send("PATCH", PATH + "/" + name, source);
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    }

    void modify(String dn, ModificationType type, String attribute, String value) throws LDAPException {
        corp.server.modify(dn, new Modification(type, attribute, value));
    }

    Answer signIn(Browser browser, String name, String password) {
        return Acme.signIn(browser, request("shop"), name, password);
    }

    JsonNode claims(Answer done) {
        return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                .path("id_token")
                .stringValue());
    }

    void assertRefused(String name, String password) {
        Browser browser = acme.browser();
        Answer answer = signIn(browser, name, password);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
    }

    String lastRefusal() {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = 'acme.example' and action = 'session.begin'"
                        + " and outcome ilike 'refused' order by id desc limit 1")
                .query((row, _) -> row.getString(1))
                .single();
    }

    @Nested
    class TheSignIn {
        @Test
        void makes_the_person_at_the_first_visit_and_knows_them_by_their_id_ever_after() throws LDAPException {
            corp.person("erin", "mail: erin@corp.example", "entryUUID: u-erin", "givenName: Erin");
            JsonNode first = claims(signIn(acme.browser(), "erin", "erin's password"));
            assertThat(first.path("amr").toString()).isEqualTo("[\"pwd\"]");
            assertThat(first.path("acr").stringValue()).isEqualTo("1");
            Subject erin = acme.subject(SubjectKind.USER, "erin");
            assertThat(erin.attributes())
                    .containsEntry("mail", List.of("erin@corp.example"))
                    .containsEntry("displayname", List.of("erin of Corp"))
                    .containsEntry("givenname", List.of("Erin"))
                    .doesNotContainKey("mailverified");
            assertThat(claims(signIn(acme.browser(), "erin@CORP.example", "erin's password"))
                            .path("sub"))
                    .isEqualTo(first.path("sub"));
            corp.server.modifyDN("uid=erin,ou=people,dc=corp,dc=example", "uid=erin2", true);
            assertThat(claims(signIn(acme.browser(), "erin", "erin's password")).path("sub"))
                    .isEqualTo(first.path("sub"));
            assertThat(claims(signIn(acme.browser(), "erin2", "erin's password"))
                            .path("sub"))
                    .isEqualTo(first.path("sub"));
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "erin2"))
                    .isEmpty();
        }

        @Test
        void puts_people_into_the_groups_of_the_rules_through_nested_groups_in_a_circle_and_takes_them_out_again()
                throws LDAPException {
            signIn(acme.browser(), "carol", "carol's password");
            Subject carol = acme.subject(SubjectKind.USER, "carol");
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, carol.id())).containsExactly("staff");
            modify(
                    "cn=team,ou=groups,dc=corp,dc=example",
                    ModificationType.DELETE,
                    "member",
                    "uid=carol,ou=people,dc=corp,dc=example");
            signIn(acme.browser(), "carol", "carol's password");
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, carol.id())).isEmpty();
            modify(
                    "cn=team,ou=groups,dc=corp,dc=example",
                    ModificationType.ADD,
                    "member",
                    "uid=carol,ou=people,dc=corp,dc=example");
        }

        @Test
        void a_wrong_password_is_refused_as_an_unknown_name_is() {
            Browser browser = acme.browser();
            String wrong = signIn(browser, "carol", "guess").body();
            assertThat(lastRefusal()).contains("directory corp: invalid credentials");
            String unknown = signIn(acme.browser(), "nobody", "guess").body();
            assertThat(lastRefusal()).isEqualTo("unknown user, here and in every directory");
            assertThat(stripped(unknown, "nobody")).isEqualTo(stripped(wrong, "carol"));
        }

        private static String stripped(String page, String name) {
            return page.replace(name, "NAME")
                    .replaceAll("value=\"[^\"]*\"", "")
                    .replaceAll("Reference <code id=\"reference\">[^<]*<", "");
        }

        @Test
        @DisplayName("RFC 4513 §5.1.2: an empty password is no password")
        void an_empty_password_is_refused() {
            assertRefused("carol", "");
            var source = acme.bean(LdapSources.class).all(ACME).getFirst().source();
            assertThat(acme.bean(Directories.class)
                            .check(
                                    source,
                                    acme.bean(LdapSources.class).password(source),
                                    new Directories.Sought.Named("carol"),
                                    io.lightwave.directory.Password.of(""),
                                    _ -> true))
                    .isEqualTo(new Directories.Check.Nobody());
        }

        @Test
        @DisplayName("threat 6: local people come first, and nobody becomes one of them by the same name")
        void local_people_first() {
            assertRefused("alice", "alice's password");
            assertThat(signIn(acme.browser(), "alice", PASSWORD).parameter("code"))
                    .isNotEmpty();
            // found under another name, the entry still cannot be made alice
            corp.person("shadow", "entryUUID: u-shadow", "mail: shadow@corp.example");
            patch("corp", with("attributes", Map.of("userName", "mail")));
            acme.user(ACME, "shadow@corp.example");
            assertRefused("shadow", "shadow's password");
            assertThat(lastRefusal()).contains("is somebody's here");
        }

        @Test
        @DisplayName("threat 10: nobody gets a name that settings give rights by")
        void no_name_in_settings() {
            corp.person("deploy", "entryUUID: u-deploy");
            assertRefused("deploy", "deploy's password");
            assertThat(lastRefusal()).contains("settings give rights by the user name deploy");
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "deploy"))
                    .isEmpty();
        }

        @ParameterizedTest
        @DisplayName("threat 27: what is typed never becomes a part of the filter")
        @ValueSource(strings = {"*", "car*", "carol)(uid=*", "carol)(|(uid=*", "{name}", "\\2a", "*)(objectClass=*"})
        void no_injection(String name) {
            assertRefused(name, "carol's password");
            assertThat(lastRefusal()).isEqualTo("unknown user, here and in every directory");
        }

        @Test
        @DisplayName("threat 8: guesses are slowed, under whatever name, and it heals by itself")
        void throttled() {
            for (int i = 0; i < 3; i++) {
                assertRefused("dora", "guess");
            }
            for (int i = 0; i < 3; i++) {
                assertRefused("DORA", "guess");
            }
            assertRefused("dora", "dora's password");
            assertThat(lastRefusal()).isEqualTo("throttled after failures");
            acme.clock().advance(Duration.ofMinutes(20));
            assertThat(signIn(acme.browser(), "dora", "dora's password").parameter("code"))
                    .isNotEmpty();
        }

        @ParameterizedTest
        @DisplayName("threat 8: many guesses at once are no more than as many one after the other")
        @ValueSource(strings = {"gus", "gus@corp.example"})
        void guesses_at_once(String otherName) {
            corp.beforeRight = () -> {
                for (int i = 0; i < 6; i++) {
                    assertRefused(otherName, "guess");
                }
            };
            assertRefused("gus", "gus's password");
            assertThat(lastRefusal()).isEqualTo("throttled after failures");
            acme.clock().advance(Duration.ofMinutes(20));
            assertThat(signIn(acme.browser(), "gus", "gus's password").parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void ends_when_the_directory_is_disabled_or_the_person_is_here() {
            assertThat(signIn(acme.browser(), "carol", "carol's password").parameter("code"))
                    .isNotEmpty();
            patch("corp", with("enabled", false));
            assertRefused("carol", "carol's password");
            assertThat(lastRefusal()).contains("the directory that the person comes from is disabled");
            patch("corp", with("enabled", true));
            Subject carol = acme.subject(SubjectKind.USER, "carol");
            acme.bean(Subjects.class).setEnabled(ACME, carol.id(), false);
            assertRefused("carol", "carol's password");
            assertThat(lastRefusal()).contains("disabled here");
            acme.bean(Subjects.class).setEnabled(ACME, carol.id(), true);
        }

        @Test
        @DisplayName("threat 1: sessions, tokens and sign-ins that have begun end with the directory")
        void what_it_gave_ends_with_the_directory() {
            Browser browser = acme.browser();
            String code = signIn(browser, "carol", "carol's password").parameter("code");
            String refreshToken = acme.tokens(acme.exchange("shop", code))
                    .path("refresh_token")
                    .asString();
            assertThat(refreshToken).isNotEmpty();
            List<String> sessions = acme.jdbc()
                    .sql("select 'session ' || id from session where tenant_id = ? and subject_id = ?")
                    .param(ACME.value())
                    .param(acme.subject(SubjectKind.USER, "carol").id().value())
                    .query((row, _) -> row.getString(1))
                    .list();
            assertThat(sessions).isNotEmpty();
            patch("corp", with("enabled", false));
            assertThat(acme.jdbc()
                            .sql("select target from audit_event where action = 'session.end'"
                                    + " and reason = 'directory disabled' and actor not like 'user:carol@%'")
                            .query(String.class)
                            .list())
                    .containsAll(sessions);
            assertThat(Acme.authorize(browser, Acme.request("shop", Map.of("prompt", "none")))
                            .answerParameters())
                    .containsEntry("error", "login_required");
            assertThat(acme.oauth("token", acme.refresh("shop", refreshToken)).status())
                    .isEqualTo(400);
            patch("corp", with("enabled", true));
            assertThat(Acme.authorize(browser, Acme.request("shop", Map.of("prompt", "none")))
                            .answerParameters())
                    .as("they do not come back with it")
                    .containsEntry("error", "login_required");
        }

        @Test
        void strangers_are_refused_where_nobody_is_made() {
            corp.person("frank", "entryUUID: u-frank");
            patch("corp", with("justInTime", false));
            assertRefused("frank", "frank's password");
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "frank"))
                    .isEmpty();
        }

        @Test
        void an_entry_without_its_id_is_nobody() {
            patch("corp", with("attributes", Map.of("id", "employeeNumber")));
            assertRefused("noid", "noid's password");
            assertThat(lastRefusal()).contains("has not one value of employeeNumber");
        }

        @Test
        void goes_on_at_the_next_server_when_one_is_out_of_reach() {
            patch(
                    "corp",
                    with(
                            "urls",
                            List.of("ldaps://ldap.corp.example:1", "ldap://gone.corp.example", corp.startTls(HOST))));
            assertThat(signIn(acme.browser(), "carol", "carol's password").parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void an_outage_is_nobody_s_guess() {
            patch("corp", with("urls", List.of("ldaps://ldap.corp.example:1")));
            for (int i = 0; i < 6; i++) {
                assertRefused("carol", "carol's password");
            }
            assertThat(lastRefusal()).contains("directory corp: connect error");
            patch("corp", source("corp"));
            assertThat(signIn(acme.browser(), "carol", "carol's password").parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void a_policy_without_passwords_lets_nobody_in_by_one() {
            acme.somebodyHasAPasskey();
            acme.policy("{\"firstFactors\":[\"passkey\"]}");
            assertRefused("carol", "carol's password");
        }

        private Map<String, Object> with(String field, Object value) {
            Map<String, Object> source = source("corp");
            source.put(field, value);
            return source;
        }
    }

    @Nested
    class TheAccountPages {
        @Test
        void ask_for_the_password_of_the_directory_and_change_none() {
            Browser browser = acme.browser();
            signIn(browser, "carol", "carol's password");
            Answer page = browser.get("/t/acme.example/account");
            assertThat(page.body()).contains("password-elsewhere").doesNotContain("id=\"password-form\"");
            Answer refused = AccountPage.send(
                    browser,
                    "password",
                    Map.of(
                            "password", "carol's password",
                            "new-password", "another password",
                            "repeated-password", "another password"));
            assertThat(refused.body()).contains("kept in another directory. It is changed there.");
            assertThat(AccountPage.send(browser, "codes", Map.of("password", "guess"))
                            .status())
                    .isEqualTo(403);
            Answer codes = AccountPage.send(browser, "codes", Map.of("password", "carol's password"));
            assertThat(codes.body()).contains("secret");
        }
    }

    @Nested
    class TheConnection {
        @Test
        void is_made_to_nobody_whose_certificate_is_not_the_host_s() {
            for (String url : List.of(corp.ldaps("other.corp.example"), corp.startTls("other.corp.example"))) {
                JsonNode server = tested(source("urls", List.of(url)));
                assertThat(server.path("good").booleanValue()).isFalse();
                assertThat(server.path("trouble").stringValue()).contains("other.corp.example");
            }
        }

        @Test
        void is_made_to_nobody_whose_certificate_is_of_another_authority() throws Exception {
            try (var another = new CorpDirectory()) {
                for (String url : List.of(corp.ldaps(HOST), corp.startTls(HOST))) {
                    Map<String, Object> source = source("urls", List.of(url));
                    source.put("trustAnchors", List.of(another.pem()));
                    assertThat(tested(source).path("good").booleanValue()).isFalse();
                }
            }
        }

        @Test
        @DisplayName("threat 14: is made to no address that may not be reached")
        void egress() {
            JsonNode server =
                    tested(source("urls", List.of("ldaps://127.0.0.1:" + corp.server.getListenPort("ldaps"))));
            assertThat(server.path("trouble").stringValue()).contains("may not be reached");
        }

        private JsonNode tested(Map<String, Object> source) {
            Answer answer = send("POST", PATH + "/test", Map.of("source", source));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            return acme.json(answer.body()).path("servers").path(0);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "bindPassword|wrong|invalid credentials",
                    "userBase|ou=nowhere,dc=corp,dc=example|ou=nowhere",
                })
        void a_test_says_what_is_wrong(String field, String value, String trouble) {
            assertThat(tested(source(field, value)).path("trouble").stringValue())
                    .contains(trouble);
        }

        @Test
        void a_test_shows_who_is_found_and_keeps_nothing() {
            Answer answer = send("POST", PATH + "/test", Map.of("source", source("tried"), "userName", "carol"));
            JsonNode tested = acme.json(answer.body());
            assertThat(tested.path("good").booleanValue()).isTrue();
            JsonNode person = tested.path("servers").path(0).path("person");
            assertThat(person.path("id").stringValue()).isEqualTo("u-carol");
            assertThat(person.path("groups").toString()).contains("cn:department", "cn:circle");
            assertThat(acme.browser().get(PATH + "/tried").status()).isEqualTo(404);
            Answer nobody = send("POST", PATH + "/corp/test", Map.of("userName", "nobody"));
            assertThat(nobody.body()).contains("nobody is found by that name").contains("\"good\":false");
        }
    }

    @Nested
    class TheRegistration {
        @Test
        @DisplayName("threat 12: never shows the password")
        void write_only() {
            Answer shown = acme.browser().get(PATH);
            assertThat(shown.body()).contains("\"hasBindPassword\":true").doesNotContain("reader's secret");
            assertThat(acme.jdbc()
                            .sql("select document || encode(sealed_password, 'escape') from ldap_source")
                            .query((row, _) -> row.getString(1))
                            .list())
                    .noneMatch(row -> row.contains("reader's secret"));
        }

        @Test
        void gives_the_password_to_no_other_server_and_for_no_other_name() {
            for (Map<String, Object> patch : List.<Map<String, Object>>of(
                    Map.of("urls", List.of("ldaps://evil.example")),
                    Map.of("bindDn", "cn=other,dc=corp,dc=example"),
                    Map.of("trustAnchors", List.of()))) {
                Answer answer = send("PATCH", PATH + "/corp", patch);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("get no password of these");
            }
            assertThat(send("POST", PATH + "/corp/test", Map.of("source", source("corp")))
                            .status())
                    .isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "name|Corp Ltd|name",
                    "kind|nis|kind",
                    "urls|http://ldap.corp.example|urls[0]",
                    "urls|ldaps://ldap.corp.example/dc=corp|urls[0]",
                    "trustAnchors|nothing|trustAnchors[0]",
                    "userBase|nowhere|userBase",
                    "userFilter|(uid=x)|userFilter",
                    "userFilter|(uid={name}*)|userFilter",
                    "userFilter|(&(uid={name})(cn={what}))|userFilter",
                    "userFilter|uid={name|userFilter",
                    "groupFilter|(memberUid={name})|groupFilter",
                    "emailDomains|corp_example|emailDomains[0]",
                })
        void refuses_by_the_field_what_cannot_be(String field, String value, String named) {
            boolean list = List.of("urls", "trustAnchors", "emailDomains").contains(field);
            Answer answer = send("POST", PATH, source(field, list ? List.of(value) : value));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(acme.json(answer.body()).path("field").stringValue()).isEqualTo(named);
        }

        @Test
        void is_changed_by_whoever_has_seen_the_latest_and_deleted_with_its_links() {
            add(source("extra"));
            assertThat(send("POST", PATH, source("extra")).status()).isEqualTo(409);
            acme.browser();
            assertThat(acme.browser()
                            .sending("If-Match", "\"7\"")
                            .send("PATCH", PATH + "/extra", "application/merge-patch+json", "{\"position\":1}")
                            .status())
                    .isEqualTo(412);
            String version = acme.browser().get(PATH + "/extra").header("ETag").orElseThrow();
            assertThat(acme.browser()
                            .sending("If-Match", "\"7\", " + version)
                            .send("PATCH", PATH + "/extra", "application/merge-patch+json", "{\"position\":1}")
                            .status())
                    .isEqualTo(200);
            assertThat(acme.browser()
                            .send("DELETE", PATH + "/extra", "application/json", "")
                            .status())
                    .isEqualTo(204);
            assertThat(acme.browser().get(PATH + "/extra").status()).isEqualTo(404);
            assertThat(acme.browser()
                            .get("/api/v1/tenants/other.example/ldap-sources")
                            .body())
                    .contains("\"items\":[]");
        }
    }

    @Nested
    class TheFilter {
        @Test
        void keeps_what_is_put_in_a_value() {
            FilterTemplate template = FilterTemplate.parse("(&(a=b)(|(uid={name})(!(cn={name}))))", "{name}");
            assertThat(template.with(Map.of("{name}", "x)(y=*")).toString())
                    .isEqualTo("(&(a=b)(|(uid=x\\29\\28y=\\2a)(!(cn=x\\29\\28y=\\2a))))");
        }

        @Test
        void fills_a_rule_of_active_directory_for_nested_groups() {
            FilterTemplate template = FilterTemplate.parse("(member:1.2.840.113556.1.4.1941:={dn})", "{dn}");
            assertThat(template.with(Map.of("{dn}", "cn=a")).toString())
                    .isEqualTo("(member:1.2.840.113556.1.4.1941:=cn=a)");
        }

        @Test
        void is_bounded() {
            String deep = "(!".repeat(40) + "(uid={name})" + ")".repeat(40);
            assertThatThrownBy(() -> FilterTemplate.parse(deep, "{name}")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
