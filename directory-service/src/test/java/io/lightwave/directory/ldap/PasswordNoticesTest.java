package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.PLAINBindRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.unboundidds.controls.AccountUsableRequestControl;
import com.unboundid.ldap.sdk.unboundidds.controls.AccountUsableResponseControl;
import io.lightwave.directory.Subject;
import io.lightwave.directory.entry.EntryOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordNoticesTest {
    private static final String POLICY = "cn=password,ou=policies,dc=acme,dc=example";
    private static final Control ASKED = new DraftBeheraLDAPPasswordPolicy10RequestControl();

    private final LdapWorld world = new LdapWorld();
    private int count;
    private Subject user;
    private String name = "";

    @AfterAll
    void close() {
        world.close();
    }

    @BeforeEach
    void another() {
        world.directory.entries().delete(world.directory.admin(ACME), dn(POLICY));
        user = world.user(ACME, "person" + ++count);
        name = "uid=person%d,ou=people,dc=acme,dc=example".formatted(count);
    }

    private void policy(String... lines) {
        var ldif = new String[lines.length + 2];
        ldif[0] = "dn: " + POLICY;
        ldif[1] = "objectClass: lightwavePasswordPolicy";
        System.arraycopy(lines, 0, ldif, 2, lines.length);
        assertThat(world.directory.add(world.directory.admin(ACME), ldif)).isEqualTo(new EntryOutcome.Done());
    }

    private void advance(Duration duration) {
        world.directory.context.clock().advance(duration);
    }

    private static String told(LDAPResult result) throws LDAPException {
        var control = DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result);
        if (control == null) {
            return "nothing";
        }
        String warning = control.getWarningType() == null
                ? ""
                : control.getWarningType().name() + " " + control.getWarningValue();
        String error =
                control.getErrorType() == null ? "" : control.getErrorType().name();
        return (warning + " " + error).strip();
    }

    private LDAPResult bind(String password) throws LDAPException {
        return bind(name, password);
    }

    private LDAPResult bind(String who, String password) throws LDAPException {
        try (LDAPConnection connection = world.anonymous()) {
            return connection.bind(new SimpleBindRequest(who, password, ASKED));
        } catch (LDAPException e) {
            return e.toLDAPResult();
        }
    }

    @Nested
    @DisplayName("draft-behera-ldap-password-policy-10 §6.2, at a bind")
    class Bind {

        @Test
        void who_asks_gets_an_empty_answer_when_there_is_nothing_to_say() throws Exception {
            assertThat(told(bind(LdapWorld.PASSWORD))).isEmpty();
            try (LDAPConnection connection = world.anonymous()) {
                assertThat(told(connection.bind(name, LdapWorld.PASSWORD))).isEqualTo("nothing");
            }
        }

        @Test
        void a_password_that_expires_soon_is_told_in_seconds() throws Exception {
            policy("pwdMaxAge: 1000", "pwdExpireWarning: 300");
            advance(Duration.ofMinutes(10));
            assertThat(told(bind(LdapWorld.PASSWORD))).isEmpty();
            advance(Duration.ofSeconds(150));
            assertThat(told(bind(LdapWorld.PASSWORD))).isEqualTo("TIME_BEFORE_EXPIRATION 250");
        }

        @Test
        void an_expired_one_tells_what_is_left_of_its_grace_and_then_that_it_has_expired() throws Exception {
            policy("pwdMaxAge: 1000", "pwdGraceAuthNLimit: 2");
            advance(Duration.ofSeconds(1000));
            assertThat(told(bind(LdapWorld.PASSWORD))).isEqualTo("GRACE_LOGINS_REMAINING 1");
            try (LDAPConnection connection = world.anonymous()) {
                assertThat(told(connection.bind(new PLAINBindRequest("dn:" + name, null, LdapWorld.PASSWORD, ASKED))))
                        .isEqualTo("GRACE_LOGINS_REMAINING 0");
            }
            LDAPResult refused = bind(LdapWorld.PASSWORD);
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(told(refused)).isEqualTo("PASSWORD_EXPIRED");
        }

        /// Threat 9: only the right password gets more than anybody.
        @Test
        void whoever_does_not_know_the_password_learns_nothing() throws Exception {
            policy("pwdMaxAge: 1000", "pwdLockout: TRUE", "pwdMaxFailure: 2");
            Subject other = world.user(ACME, "disabled" + count);
            world.directory.subjects().setEnabled(ACME, other.id(), false);
            advance(Duration.ofSeconds(1000));
            LDAPResult wrong = bind("wrong");
            LDAPResult unknown = bind("uid=nobody,ou=people,dc=acme,dc=example", "wrong");
            LDAPResult disabled =
                    bind("uid=disabled%d,ou=people,dc=acme,dc=example".formatted(count), LdapWorld.PASSWORD);
            bind("wrong");
            LDAPResult locked = bind(LdapWorld.PASSWORD);
            for (LDAPResult refused : new LDAPResult[] {wrong, unknown, disabled, locked}) {
                assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
                assertThat(refused.getDiagnosticMessage()).isNull();
                assertThat(refused.getMatchedDN()).isNull();
                assertThat(told(refused)).isEmpty();
            }
        }

        /// Threat 9: whether anybody bears the name makes no difference, nor what its spelling is.
        @ParameterizedTest
        @ValueSource(strings = {"person", "ghost"})
        void after_failures_a_name_is_locked_for_a_while(String who) throws Exception {
            String spelled = "uid=%s%d,ou=people,dc=acme,dc=example".formatted(who, count);
            assertThat(told(bind(spelled, "wrong"))).isEmpty();
            assertThat(told(bind("UserID= %s%d, ou=People,dc=ACME,dc=example".formatted(who, count), "wrong")))
                    .isEmpty();
            try (LDAPConnection connection = world.anonymous()) {
                var plain = new PLAINBindRequest("u:%s%d@acme.example".formatted(who, count), "wrong", ASKED);
                assertThat(LdapWorld.code(() -> connection.bind(plain))).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            }
            for (String password : List.of("wrong", LdapWorld.PASSWORD)) {
                LDAPResult refused = bind(spelled, password);
                assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS);
                assertThat(refused.getDiagnosticMessage()).isNull();
                assertThat(told(refused)).isEqualTo("ACCOUNT_LOCKED");
            }
        }

        @Test
        void a_password_that_somebody_else_has_set_is_to_be_changed_first() throws Exception {
            policy("pwdMustChange: TRUE");
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                admin.modify(name, new Modification(ModificationType.REPLACE, "userPassword", "set by another"));
            }
            assertThat(told(bind("set by another"))).isEqualTo("CHANGE_AFTER_RESET");
            try (LDAPConnection own = new LDAPConnection("127.0.0.1", world.ports.ldap(), name, "set by another")) {
                assertThat(modify(own, "displayName", "Me")).isEqualTo("INSUFFICIENT_ACCESS_RIGHTS CHANGE_AFTER_RESET");
                assertThat(modify(own, "userPassword", "set by myself")).isEqualTo("SUCCESS nothing");
            }
            assertThat(told(bind("set by myself"))).isEmpty();
        }

        @Test
        @DisplayName("§6.1, §6.2: the control goes with any request")
        void whoever_has_to_change_it_is_told_so_by_other_operations_too() throws Exception {
            policy("pwdMustChange: TRUE");
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                admin.modify(name, new Modification(ModificationType.REPLACE, "userPassword", "set by another"));
            }
            Control critical = new DraftBeheraLDAPPasswordPolicy10RequestControl(true);
            try (LDAPConnection own = new LDAPConnection("127.0.0.1", world.ports.ldap(), name, "set by another")) {
                var search = new SearchRequest(name, SearchScope.BASE, "(objectClass=*)");
                search.addControl(critical);
                assertThat(own.search(search).getEntryCount()).isOne();
                var delete = new DeleteRequest(name, new Control[] {critical});
                var rename = new ModifyDNRequest(name, "uid=other", true, new Control[] {critical});
                for (LDAPException refused : List.of(
                        catchThrowableOfType(LDAPException.class, () -> own.delete(delete)),
                        catchThrowableOfType(LDAPException.class, () -> own.modifyDN(rename)))) {
                    LDAPResult result = refused.toLDAPResult();
                    assertThat(codeName(result) + " " + told(result))
                            .isEqualTo("INSUFFICIENT_ACCESS_RIGHTS CHANGE_AFTER_RESET");
                }
            }
        }
    }

    private String modify(LDAPConnection connection, String attribute, String value) throws LDAPException {
        var request = new ModifyRequest(name, new Modification(ModificationType.REPLACE, attribute, value));
        request.addControl(ASKED);
        LDAPResult result;
        try {
            result = connection.modify(request);
        } catch (LDAPException e) {
            result = e.toLDAPResult();
        }
        return codeName(result) + " " + told(result);
    }

    private static String codeName(LDAPResult result) {
        return result.getResultCode().getName().replace(' ', '_').toUpperCase(java.util.Locale.ROOT);
    }

    @DisplayName("draft-behera-ldap-password-policy-10 §6.2, at a change")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pwdMinLength: 20          | nineteen characters | PASSWORD_TOO_SHORT
            lightwavePwdMinClasses: 4 | only small          | INSUFFICIENT_PASSWORD_QUALITY
            pwdMinAge: 60             | second password     | PASSWORD_TOO_YOUNG
            pwdInHistory: 1           | correct horse battery | PASSWORD_IN_HISTORY
            """)
    void a_refused_password_is_told_why(String rule, String password, String error) throws Exception {
        policy(rule);
        try (LDAPConnection own = world.as(name)) {
            assertThat(modify(own, "userPassword", password)).isEqualTo("CONSTRAINT_VIOLATION " + error);
            ExtendedResult extended = own.processExtendedOperation(
                    new PasswordModifyExtendedRequest(null, LdapWorld.PASSWORD, password, new Control[] {ASKED}));
            assertThat(codeName(extended)).isEqualTo("CONSTRAINT_VIOLATION");
            assertThat(told(extended)).isEqualTo(error);
            assertThat(told(own.processExtendedOperation(
                            new PasswordModifyExtendedRequest(null, LdapWorld.PASSWORD, password))))
                    .isEqualTo("nothing");
        }
    }

    @Nested
    @DisplayName("draft-behera-ldap-password-policy-10 §8.2.1 Safe Modification")
    class SafeModification {
        private static final String REFUSED = "INSUFFICIENT_ACCESS_RIGHTS MUST_SUPPLY_OLD_PASSWORD";
        private static final String NEW = "quite another password";

        private String passwordModify(LDAPConnection connection, @Nullable String old) throws LDAPException {
            ExtendedResult result = connection.processExtendedOperation(
                    new PasswordModifyExtendedRequest(name, old, NEW, new Control[] {ASKED}));
            return codeName(result) + " " + told(result);
        }

        @Test
        void people_give_the_present_password_with_the_new_one() throws Exception {
            policy("pwdSafeModify: TRUE");
            try (LDAPConnection own = world.as(name)) {
                assertThat(modify(own, "userPassword", NEW)).isEqualTo(REFUSED);
                assertThat(passwordModify(own, null)).isEqualTo(REFUSED);
                assertThat(passwordModify(own, "wrong")).isEqualTo("INVALID_CREDENTIALS nothing");
                assertThat(told(bind(LdapWorld.PASSWORD))).isEmpty();
                own.modify(
                        name,
                        new Modification(ModificationType.DELETE, "userPassword", LdapWorld.PASSWORD),
                        new Modification(ModificationType.ADD, "userPassword", "second password"));
            }
            try (LDAPConnection own = new LDAPConnection("127.0.0.1", world.ports.ldap(), name, "second password")) {
                assertThat(passwordModify(own, "second password")).isEqualTo("SUCCESS nothing");
            }
            try (LDAPConnection nobody = world.anonymous()) {
                assertThat(passwordModify(nobody, NEW)).isEqualTo("SUCCESS nothing");
            }
        }

        @Test
        void who_administers_others_does_not_know_theirs_but_gives_the_own_one() throws Exception {
            policy("pwdSafeModify: TRUE");
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                assertThat(modify(admin, "userPassword", "set by another")).isEqualTo("SUCCESS nothing");
                assertThat(passwordModify(admin, null)).isEqualTo("SUCCESS nothing");
                for (String password : List.of(NEW, "{SSHA}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0")) {
                    assertThat(LdapWorld.code(() -> admin.modify(
                                    LdapWorld.ADMIN,
                                    new Modification(ModificationType.REPLACE, "userPassword", password))))
                            .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                }
                for (ModificationType removal : List.of(ModificationType.DELETE, ModificationType.REPLACE)) {
                    assertThat(LdapWorld.code(
                                    () -> admin.modify(LdapWorld.ADMIN, new Modification(removal, "userPassword"))))
                            .as("after which the next would be the first")
                            .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                }
            }
        }

        @Test
        void the_password_of_another_is_no_proof() throws Exception {
            policy("pwdSafeModify: TRUE");
            String other = name;
            another();
            policy("pwdSafeModify: TRUE");
            try (LDAPConnection own = world.as(name)) {
                assertThat(LdapWorld.code(() -> own.modify(
                                name,
                                new Modification(ModificationType.DELETE, "userPassword", "wrong"),
                                new Modification(ModificationType.ADD, "userPassword", NEW))))
                        .isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
                assertThat(LdapWorld.code(() -> own.modify(
                                other,
                                new Modification(ModificationType.DELETE, "userPassword", LdapWorld.PASSWORD),
                                new Modification(ModificationType.ADD, "userPassword", NEW))))
                        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            }
        }
    }

    @Test
    @DisplayName("draft-behera-ldap-password-policy-10 §8.2.3 Rights Check")
    void where_people_do_not_change_theirs_they_do_when_asked_to() throws Exception {
        policy("pwdAllowUserChange: FALSE");
        String refused = "INSUFFICIENT_ACCESS_RIGHTS PASSWORD_MOD_NOT_ALLOWED";
        try (LDAPConnection own = world.as(name);
                LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            assertThat(modify(own, "userPassword", "my own password")).isEqualTo(refused);
            ExtendedResult extended = own.processExtendedOperation(new PasswordModifyExtendedRequest(
                    null, LdapWorld.PASSWORD, "my own password", new Control[] {ASKED}));
            assertThat(codeName(extended) + " " + told(extended)).isEqualTo(refused);
            assertThat(modify(own, "displayName", "Me")).isEqualTo("SUCCESS nothing");
            assertThat(modify(admin, "pwdReset", "TRUE")).isEqualTo("SUCCESS nothing");
            assertThat(modify(own, "userPassword", "my own password")).isEqualTo("SUCCESS nothing");
        }
    }

    @Test
    void a_new_entry_with_a_bad_password_is_told_why() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            var request = new com.unboundid.ldap.sdk.AddRequest(
                    "dn: uid=new%d,ou=people,dc=acme,dc=example".formatted(count),
                    "objectClass: inetOrgPerson",
                    "cn: New",
                    "sn: New",
                    "userPassword: short");
            request.addControl(ASKED);
            LDAPResult result;
            try {
                result = admin.add(request);
            } catch (LDAPException e) {
                result = e.toLDAPResult();
            }
            assertThat(told(result)).isEqualTo("PASSWORD_TOO_SHORT");
        }
    }

    @Nested
    @DisplayName("Account usability")
    class Usability {

        private Optional<AccountUsableResponseControl> asks(LDAPConnection who, String about) throws Exception {
            var request = new SearchRequest(about, SearchScope.BASE, "(objectClass=*)", "1.1");
            request.addControl(new AccountUsableRequestControl(true));
            SearchResultEntry entry = java.util.Objects.requireNonNull(who.searchForEntry(request));
            return Optional.ofNullable(AccountUsableResponseControl.get(entry));
        }

        @Test
        void a_good_password_says_when_it_expires() throws Exception {
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                assertThat(asks(admin, name)).hasValueSatisfying(control -> {
                    assertThat(control.isUsable()).isTrue();
                    assertThat(control.getSecondsUntilExpiration()).isEqualTo(-1);
                });
                policy("pwdMaxAge: 1000");
                assertThat(asks(admin, name))
                        .hasValueSatisfying(control ->
                                assertThat(control.getSecondsUntilExpiration()).isEqualTo(1000));
                assertThat(asks(admin, "ou=people,dc=acme,dc=example")).isEmpty();
            }
        }

        @Test
        void what_keeps_somebody_out_is_said() throws Exception {
            policy("pwdMaxAge: 1000", "pwdGraceAuthNLimit: 3", "pwdLockout: TRUE", "pwdMaxFailure: 1");
            try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
                advance(Duration.ofSeconds(1000));
                assertThat(asks(admin, name)).hasValueSatisfying(control -> {
                    assertThat(control.isUsable()).isFalse();
                    assertThat(control.passwordIsExpired()).isTrue();
                    assertThat(control.getRemainingGraceLogins()).isEqualTo(3);
                    assertThat(control.isInactive()).isFalse();
                });
                bind("wrong");
                assertThat(asks(admin, name)).hasValueSatisfying(control -> {
                    assertThat(control.isInactive()).isTrue();
                    assertThat(control.getSecondsUntilUnlock()).isEqualTo(900);
                });
                world.directory.subjects().setEnabled(ACME, user.id(), false);
                assertThat(asks(admin, name))
                        .hasValueSatisfying(
                                control -> assertThat(control.isInactive()).isTrue());
            }
        }

        @Test
        void people_are_told_of_themselves() throws Exception {
            try (LDAPConnection own = world.as(name)) {
                assertThat(asks(own, name)).isPresent();
            }
        }
    }
}
