package io.lightwave.directory.policy;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A tenant's password policy over REST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordPolicyEndpointTest {
    private static final String POLICY = "cn=password,ou=policies,dc=acme,dc=example";
    private static final String PATH = "/api/v1/tenants/acme.example/policies/password";
    private static final String LOCKOUT = "/api/v1/tenants/acme.example/policies/lockout";

    private DirectoryWorld world;
    private Door door;
    private int made;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        door = world.context.bean(Door.class);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void withoutPolicy() {
        world.delete(world.admin(ACME), POLICY);
    }

    private Caller admin(TenantId tenant) {
        return new Caller(((Requester.Authenticated) world.admin(tenant)).principal(), Optional.empty(), ORIGIN);
    }

    private Door.Answer get(String path) {
        return door.get(path, admin(ACME));
    }

    private Door.Answer patch(String path, String json, String... headers) {
        return door.patch(path, admin(ACME), json, headers);
    }

    private Subject user() {
        return world.user(ACME, "policed" + ++made);
    }

    private List<String> stored(String attribute) {
        return world.values(ACME, POLICY, attribute);
    }

    @Test
    void without_one_the_default_is_shown() {
        Door.Answer answer = get(PATH);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"0\"");
        assertThat(answer.json()).isEqualTo(StrictJson.mapper().readTree("""
                {"minimumLength":8,"minimumClasses":0,"history":0,"maximumAge":"PT0S","minimumAge":"PT0S",
                 "graceLogins":0,"expiryWarning":"PT0S","mustChange":false,"allowUserChange":true,"safeModify":false,"refuseBreached":true,
                 "argon2":{"memory":19456,"passes":2,"lanes":1},"scram":false,
                 "breachedPasswords":{"configured":false}}"""));
        assertThat(get(LOCKOUT).json()).isEqualTo(StrictJson.mapper().readTree("""
                {"enabled":false,"failures":0,"duration":"PT15M","interval":"PT15M"}"""));
    }

    @Test
    void what_is_patched_is_the_entry_and_counts_at_once() {
        Door.Answer answer = patch(PATH, """
                {"minimumLength":12,"safeModify":true,"allowUserChange":false,"history":3,"maximumAge":"P90D","expiryWarning":"P7D","scram":true,
                 "argon2":{"memory":12288,"passes":3}}""");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("minimumLength").intValue()).isEqualTo(12);
        assertThat(answer.json().get("maximumAge").stringValue()).isEqualTo("PT2160H");
        assertThat(answer.json().get("argon2").get("lanes").intValue()).isEqualTo(1);
        assertThat(get(PATH).json()).isEqualTo(answer.json());
        assertThat(stored("pwdMinLength")).containsExactly("12");
        assertThat(stored("pwdSafeModify")).containsExactly("TRUE");
        assertThat(stored("pwdAllowUserChange")).containsExactly("FALSE");
        assertThat(stored("objectClass")).contains("pwdPolicy");
        assertThat(stored("pwdMaxAge")).containsExactly("7776000");
        assertThat(stored("lightwavePwdArgon2Memory")).containsExactly("12288");
        assertThat(stored("lightwavePwdArgon2Lanes")).isEmpty();
        assertThat(world.audit.events.getLast())
                .extracting(AuditEvent::action, AuditEvent::target, AuditEvent::outcome)
                .containsExactly("entry.add", POLICY, AuditEvent.Outcome.SUCCESS);

        Subject user = user();
        assertThatThrownBy(() -> world.subjects().setPassword(ACME, user.id(), Password.of("only eleven")))
                .isInstanceOf(InvalidFieldException.class);

        patch(PATH, "{\"minimumLength\":null,\"argon2\":null,\"history\":5}");
        assertThat(stored("pwdMinLength")).isEmpty();
        assertThat(stored("lightwavePwdArgon2Memory")).isEmpty();
        assertThat(stored("pwdInHistory")).containsExactly("5");
        assertThat(stored("pwdMaxAge")).containsExactly("7776000");
        assertThat(world.audit.events.getLast().action()).isEqualTo("entry.modify");
        assertThat(world.audit.events.getLast().reason())
                .contains("pwdMinLength", "pwdInHistory")
                .doesNotContain("pwdMaxAge");
        world.subjects().setPassword(ACME, user.id(), Password.of("only eleven"));
    }

    @Test
    void what_ldap_changes_rest_shows() {
        world.add(
                world.admin(ACME),
                "dn: " + POLICY,
                "objectClass: lightwavePasswordPolicy",
                "pwdMustChange: TRUE",
                "pwdLockout: TRUE",
                "pwdMaxFailure: 7",
                "pwdLockoutDuration: 60");
        assertThat(get(PATH).json().get("mustChange").booleanValue()).isTrue();
        assertThat(get(LOCKOUT).json()).isEqualTo(StrictJson.mapper().readTree("""
                {"enabled":true,"failures":7,"duration":"PT1M","interval":"PT15M"}"""));
        assertThat(get(PATH).header("ETag"))
                .isEqualTo(get(LOCKOUT).header("ETag"))
                .isNotEqualTo("\"0\"");
    }

    @Test
    void a_version_that_has_passed_is_refused() {
        String none = get(PATH).header("ETag");
        String first = patch(PATH, "{\"history\":1}", "If-Match", none).header("ETag");
        assertThat(patch(PATH, "{\"history\":2}", "If-Match", none).status()).isEqualTo(412);
        assertThat(patch(LOCKOUT, "{\"failures\":5}", "If-Match", first).status())
                .isEqualTo(200);
        assertThat(patch(PATH, "{\"history\":2}", "If-Match", first).status()).isEqualTo(412);
        assertThat(patch(PATH, "{\"history\":2}", "If-Match", "*").status()).isEqualTo(200);
        assertThat(patch(
                                PATH,
                                "{\"history\":2}",
                                "If-Match",
                                first + "," + get(PATH).header("ETag"))
                        .status())
                .isEqualTo(200);
        assertThat(get(PATH).json().get("history").intValue()).isEqualTo(2);
        assertThat(get(LOCKOUT).json().get("failures").intValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            password | {"minimumLength":0}                         | minimumLength
            password | {"minimumLength":129}                       | minimumLength
            password | {"minimumClasses":5}                        | minimumClasses
            password | {"history":25}                              | history
            password | {"maximumAge":"-PT1S"}                      | maximumAge
            password | {"maximumAge":"P999999D"}                   | maximumAge
            password | {"graceLogins":101}                         | graceLogins
            password | {"argon2":{"memory":7167,"passes":8}}       | argon2.memory
            password | {"argon2":{"memory":65537}}                 | argon2.memory
            password | {"argon2":{"passes":9}}                     | argon2.passes
            password | {"argon2":{"passes":1}}                     | argon2.passes
            password | {"argon2":{"lanes":5}}                      | argon2.lanes
            lockout  | {"failures":1001}                           | failures
            lockout  | {"failures":5,"duration":"P2D"}             | duration
            lockout  | {"failures":5,"interval":"PT0S"}            | interval
            """)
    void what_is_out_of_bounds_names_its_field(String policy, String patch, String field) {
        Door.Answer answer = patch("/api/v1/tenants/acme.example/policies/" + policy, patch);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").stringValue()).isEqualTo(field);
        assertThat(answer.json().get("detail").stringValue()).doesNotContainIgnoringCase("pwd");
        assertThat(get(PATH).header("ETag")).isEqualTo("\"0\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            password | {"unknown":1}
            password | {"breachedPasswords":{"configured":true}}
            password | {"minimumLength":"8"}
            password | {"maximumAge":"90 days"}
            password | {"argon2":{"salt":1}}
            lockout  | {"enabled":true}
            lockout  | {"enabled":true,"failures":0}
            """)
    void what_is_no_policy_is_refused(String policy, String patch) {
        assertThat(patch("/api/v1/tenants/acme.example/policies/" + policy, patch)
                        .status())
                .isEqualTo(400);
        assertThat(get(PATH).header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void lockout_counts_at_once() {
        Subject user = user();
        world.subjects().setPassword(ACME, user.id(), Password.of("correct horse"));
        assertThat(patch(LOCKOUT, "{\"enabled\":true,\"failures\":1,\"duration\":\"PT5M\"}")
                        .status())
                .isEqualTo(200);
        var authentication = world.context.bean(PasswordAuthentication.class);
        authentication.authenticate(ACME, user.name(), Password.of("wrong"), ORIGIN);
        assertThat(authentication.authenticate(ACME, user.name(), Password.of("correct horse"), ORIGIN))
                .isNotInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
    }

    @Test
    void it_is_the_tenant_s_own_and_the_system_s_to_change() {
        String other = "/api/v1/tenants/sub.acme.example/policies/password";
        assertThat(door.patch(PATH, admin(SYSTEM), "{\"history\":4}").status()).isEqualTo(200);
        assertThat(door.get(other, admin(SUB)).json().get("history").intValue()).isZero();
        assertThat(door.patch(PATH, admin(SUB), "{\"history\":9}").status()).isEqualTo(403);
        assertThat(get(PATH).json().get("history").intValue()).isEqualTo(4);
    }

    @Test
    void passwords_are_hashed_as_it_says_and_again_when_it_says_otherwise() throws SQLException {
        patch(PATH, "{\"argon2\":{\"memory\":7168,\"passes\":5}}");
        Subject user = user();
        var typed = Password.of("corre\u0301ct horse"); // not in the form that is kept
        world.subjects().setPassword(ACME, user.id(), typed);
        assertThat(hash(user)).startsWith("$argon2id$v=19$m=7168,t=5,p=1$");
        patch(PATH, "{\"argon2\":null}");
        var authentication = world.context.bean(PasswordAuthentication.class);
        assertThat(authentication.authenticate(ACME, user.name(), Password.of("wrong"), ORIGIN))
                .isNotInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
        assertThat(hash(user)).startsWith("$argon2id$v=19$m=7168,t=5,p=1$");
        for (int n = 0; n < 2; n++) {
            assertThat(authentication.authenticate(ACME, user.name(), typed, ORIGIN))
                    .isInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
            assertThat(hash(user)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        }
    }

    private String hash(Subject user) throws SQLException {
        try (var connection = world.context.database().connect();
                var statement = connection.prepareStatement("SELECT phc FROM password WHERE entry_id = ?")) {
            statement.setObject(1, user.id().value());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Test
    void the_entry_is_held_to_the_same_bounds() {
        assertThat(world.add(
                        world.admin(ACME),
                        "dn: " + POLICY,
                        "objectClass: lightwavePasswordPolicy",
                        "lightwavePwdArgon2Memory: 7168"))
                .isInstanceOf(EntryOutcome.Refused.class);
    }
}
