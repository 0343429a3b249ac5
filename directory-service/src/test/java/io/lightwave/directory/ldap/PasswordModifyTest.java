package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.TransactionSpecificationRequestControl;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedResult;
import com.unboundid.ldap.sdk.extensions.StartTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTransactionExtendedResult;
import io.lightwave.directory.AuditEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
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

    /// As with other servers, and on the account page: who changes it knows the new one.
    @Test
    void the_connection_goes_on_and_others_of_the_same_user_do_not() throws Exception {
        String name = user();
        try (LDAPConnection own = world.as(name);
                LDAPConnection other = world.as(name)) {
            assertThat(change(own, null, null, NEW).getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(change(own, name, NEW, NEW + "2").getResultCode()).isEqualTo(ResultCode.SUCCESS);
            own.modify(name, new Modification(ModificationType.REPLACE, "userPassword", NEW + "3"));
            var asserted = new ModifyRequest(
                    name,
                    new Modification(ModificationType.DELETE, "userPassword", NEW + "3"),
                    new Modification(ModificationType.ADD, "userPassword", NEW + "4"));
            asserted.addControl(new AssertionRequestControl("(uid=user*)"));
            own.modify(asserted);
            assertThat(LdapWorld.entry(own, name).getDN()).isEqualTo(name);
            assertThat(LdapWorld.code(() -> LdapWorld.entry(other, name))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(binds(name, NEW + "4")).isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void a_change_by_another_ends_the_connection_that_has_made_one_too() throws Exception {
        String name = user();
        try (LDAPConnection own = world.as(name);
                LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(own, null, null, NEW).getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(change(admin, name, null, NEW + "2").getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(LdapWorld.entry(admin, name).getDN()).isEqualTo(name);
            assertThat(LdapWorld.code(() -> LdapWorld.entry(own, name))).isNotEqualTo(ResultCode.SUCCESS);
        }
    }

    /// Nothing is known of it before it is committed.
    @Test
    void a_change_in_a_transaction_ends_the_connection() throws Exception {
        String name = user();
        try (LDAPConnection own = world.as(name)) {
            ASN1OctetString transaction = Objects.requireNonNull(((StartTransactionExtendedResult)
                            own.processExtendedOperation(new StartTransactionExtendedRequest()))
                    .getTransactionID());
            var request = new ModifyRequest(name, new Modification(ModificationType.REPLACE, "userPassword", NEW));
            request.addControl(new TransactionSpecificationRequestControl(transaction));
            own.modify(request);
            assertThat(own.processExtendedOperation(new EndTransactionExtendedRequest(transaction, true))
                            .getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertThat(LdapWorld.code(() -> LdapWorld.entry(own, name))).isNotEqualTo(ResultCode.SUCCESS);
        }
        assertThat(binds(name, NEW)).isEqualTo(ResultCode.SUCCESS);
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
    void what_is_meant_to_be_a_name_and_is_none_is_said_to_be_none() throws Exception {
        try (LDAPConnection user = world.as(user());
                LDAPConnection anonymous = world.anonymous()) {
            for (String identity : List.of("dn:malformed", "uid=someone,,dc=acme,dc=example")) {
                for (LDAPConnection connection : List.of(user, anonymous)) {
                    assertThat(change(connection, identity, null, NEW).getResultCode())
                            .as(identity)
                            .isEqualTo(ResultCode.INVALID_DN_SYNTAX);
                }
            }
            assertThat(change(user, "u:a=b", null, NEW).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
    }

    @Test
    void the_policy_is_asked() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(change(admin, user(), null, "short").getResultCode()).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        }
    }

    @Test
    void an_entry_that_is_not_there_is_not_taken_for_a_wrong_password() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            PasswordModifyExtendedResult result = change(admin, "uid=nobody," + PEOPLE, LdapWorld.PASSWORD, NEW);
            assertThat(result.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(result.getMatchedDN()).isEqualTo(PEOPLE);
        }
    }

    /// Clients that do not know Password Modify delete the old password by its value.
    @Nested
    @DisplayName("RFC 4511 §4.6 Modify of userPassword")
    class ByModify {
        private static Modification delete(String password) {
            return new Modification(ModificationType.DELETE, "userPassword", password);
        }

        private static Modification add(String... passwords) {
            return new Modification(ModificationType.ADD, "userPassword", passwords);
        }

        private static ResultCode modify(LDAPConnection connection, String name, Modification... modifications) {
            return LdapWorld.code(() -> connection.modify(name, modifications));
        }

        @Test
        void whoever_deletes_the_old_one_by_its_value_gives_a_new_one() throws Exception {
            for (ModificationType type : List.of(ModificationType.ADD, ModificationType.REPLACE)) {
                String name = user();
                try (LDAPConnection own = world.as(name)) {
                    own.modify(
                            name,
                            List.of(
                                    new Modification(ModificationType.REPLACE, "displayName", "Me"),
                                    new Modification(ModificationType.DELETE, "2.5.4.35", LdapWorld.PASSWORD),
                                    new Modification(type, "userPassword", NEW)));
                    assertThat(world.lastEvent().action()).isEqualTo("entry.modify");
                }
                try (LDAPConnection own = new LDAPConnection("127.0.0.1", world.ports.ldap(), name, NEW)) {
                    assertThat(LdapWorld.entry(own, name).getAttributeValue("displayName"))
                            .isEqualTo("Me");
                }
                assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            }
        }

        @Test
        void a_wrong_old_one_changes_nothing() throws Exception {
            String name = user();
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                assertThat(modify(admin, name, delete("wrong"), add(NEW))).isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
                assertThat(world.lastEvent().action()).isEqualTo("ldap.password");
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
                assertThat(modify(admin, name, delete("wrong"))).isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
            }
            assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.SUCCESS);
        }

        /// Threat 8.
        @Test
        void guessing_the_old_one_is_throttled() throws Exception {
            String name = user();
            try (LDAPConnection own = world.as(name)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(modify(own, name, delete("guess"), add(NEW))).isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
                }
                assertThat(modify(own, name, delete(LdapWorld.PASSWORD), add(NEW)))
                        .isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
            }
        }

        @Test
        void only_who_may_takes_a_password_away() throws Exception {
            String name = user();
            try (LDAPConnection own = world.as(name);
                    LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                assertThat(modify(own, name, delete(LdapWorld.PASSWORD)))
                        .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                assertThat(modify(admin, name, delete(LdapWorld.PASSWORD))).isEqualTo(ResultCode.SUCCESS);
            }
            assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }

        @Test
        void one_new_password_takes_the_place_of_the_old_one() throws Exception {
            String name = user();
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                assertThat(modify(admin, name, delete(LdapWorld.PASSWORD), add(NEW, NEW + "2")))
                        .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
                assertThat(modify(admin, name, delete(LdapWorld.PASSWORD), add(NEW), add(NEW + "2")))
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.SUCCESS);
        }

        @Test
        void of_an_entry_that_is_hidden_nothing_is_said() throws Exception {
            String name = user();
            try (LDAPConnection other = world.as(user())) {
                for (String password : List.of(LdapWorld.PASSWORD, "wrong")) {
                    assertThat(modify(other, name, delete(password), add(NEW))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
                }
            }
        }

        /// Failures are counted in transactions of their own.
        @Test
        void nothing_is_proved_within_a_transaction() throws Exception {
            String name = user();
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                ASN1OctetString transaction = Objects.requireNonNull(((StartTransactionExtendedResult)
                                admin.processExtendedOperation(new StartTransactionExtendedRequest()))
                        .getTransactionID());
                var request = new ModifyRequest(name, delete(LdapWorld.PASSWORD), add(NEW));
                request.addControl(new TransactionSpecificationRequestControl(transaction));
                assertThat(admin.modify(request).getResultCode()).isEqualTo(ResultCode.SUCCESS);
                assertThat(admin.processExtendedOperation(new EndTransactionExtendedRequest(transaction, true))
                                .getResultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            assertThat(binds(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.SUCCESS);
        }
    }
}
