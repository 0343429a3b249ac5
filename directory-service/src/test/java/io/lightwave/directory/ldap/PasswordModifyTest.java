package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedResult;
import io.lightwave.directory.AuditEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3062 Password Modify")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordModifyTest {
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";
    private static final String NEW = "quite another password";

    private final LdapWorld world = new LdapWorld();
    private int made;

    @AfterAll
    void close() {
        world.close();
    }

    private String user() {
        String name = "user" + ++made;
        world.user(ACME, name);
        return "uid=%s,%s".formatted(name, PEOPLE);
    }

    private static PasswordModifyExtendedResult change(
            LDAPConnection connection, @Nullable String who, @Nullable String old, @Nullable String now)
            throws LDAPException {
        return (PasswordModifyExtendedResult)
                connection.processExtendedOperation(new PasswordModifyExtendedRequest(who, old, now));
    }

    private ResultCode binds(String name, String password) {
        return LdapWorld.code(() -> world.anonymous().bind(name, password));
    }

    @Test
    void a_user_changes_its_own() throws Exception {
        String name = user();
        try (LDAPConnection connection = world.as(name)) {
            PasswordModifyExtendedResult result = change(connection, null, LdapWorld.PASSWORD, NEW);
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(result.getGeneratedPassword()).isNull();
            assertThat(world.lastEvent().action()).isEqualTo("entry.modify");
            assertThat(world.lastEvent().reason()).isEqualTo("userPassword");
        }
        assertThat(binds(name, NEW)).isEqualTo(ResultCode.SUCCESS);
        assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
    }

    @Test
    void the_server_makes_one_when_none_is_given() throws Exception {
        String name = user();
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            String made = Objects.requireNonNull(change(admin, name, null, null).getGeneratedPassword());
            assertThat(made).matches("[A-Za-z2-9]{20}");
            assertThat(binds(name, made)).isEqualTo(ResultCode.SUCCESS);
            assertThat(change(admin, name, null, null).getGeneratedPassword()).isNotEqualTo(made);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "dn:%s", "DN: %s"})
    void a_user_is_named_with_a_prefix_or_without(String form) throws Exception {
        String name = user();
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(admin, form.formatted(name), null, NEW).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertThat(binds(name, NEW)).isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void a_user_is_named_by_its_name_too() throws Exception {
        String name = user();
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(admin, "u:user" + made, null, NEW).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertThat(change(admin, "u:user%d@acme.example".formatted(made), null, NEW + "2")
                            .getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertThat(binds(name, NEW + "2")).isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void the_old_password_is_as_good_as_a_bind() throws Exception {
        String name = user();
        try (LDAPConnection anonymous = world.anonymous()) {
            assertThat(change(anonymous, name, "wrong", NEW).getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.password");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(change(anonymous, name, LdapWorld.PASSWORD, NEW).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
        }
        assertThat(binds(name, NEW)).isEqualTo(ResultCode.SUCCESS);
    }

    /// Threat 8: guessing the old password is throttled like any other guess.
    @Test
    void guessing_the_old_password_is_throttled() throws Exception {
        String name = user();
        try (LDAPConnection anonymous = world.anonymous()) {
            for (int i = 0; i < 3; i++) {
                assertThat(change(anonymous, name, "guess", NEW).getResultCode())
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
            }
            assertThat(change(anonymous, name, LdapWorld.PASSWORD, NEW).getResultCode())
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }

    @Test
    void a_wrong_old_password_stops_an_administrator_too() throws Exception {
        String name = user();
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(admin, name, "wrong", NEW).getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
        assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.SUCCESS);
    }

    @Test
    void nobody_changes_another_s_and_nobody_s_is_nobody_s() throws Exception {
        String name = user();
        String other = user();
        try (LDAPConnection user = world.as(name);
                LDAPConnection anonymous = world.anonymous()) {
            assertThat(change(user, other, null, NEW).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(change(anonymous, other, null, NEW).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(change(anonymous, null, null, NEW).getResultCode()).isEqualTo(ResultCode.STRONG_AUTH_REQUIRED);
            assertThat(change(user, "nonsense", null, NEW).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    @Test
    void the_policy_is_asked() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(admin, user(), null, "short").getResultCode()).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        }
    }
}
