package io.lightwave.directory.authentication;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static io.lightwave.directory.entry.DirectoryWorld.delete;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.PasswordAuthentication.Proof;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.Subject;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("draft-behera-ldap-password-policy: an entry in each tenant says what it asks of passwords")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordPolicyTest {
    private static final String POLICY = "cn=password,ou=policies,dc=acme,dc=example";
    private static final EntryOutcome DONE = new EntryOutcome.Done();
    private static final Password RIGHT = Password.of("correct horse");
    private static final Password WRONG = Password.of("battery staple");

    private DirectoryWorld world;
    private PasswordAuthentication authentication;
    private PasswordStates states;
    private int count;
    private Subject alice;
    private String name = "";

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        authentication = world.context.bean(PasswordAuthentication.class);
        states = world.context.bean(PasswordStates.class);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void another() {
        world.delete(world.admin(ACME), POLICY);
        name = "person" + ++count;
        alice = world.user(ACME, name);
        world.subjects().setPassword(ACME, alice.id(), RIGHT);
    }

    private void policy(String... lines) {
        var ldif = new ArrayList<>(List.of("dn: " + POLICY, "objectClass: lightwavePasswordPolicy"));
        ldif.addAll(List.of(lines));
        assertThat(world.add(world.admin(ACME), ldif.toArray(String[]::new))).isEqualTo(DONE);
    }

    private String entry() {
        return "uid=" + name + ",ou=people,dc=acme,dc=example";
    }

    private Outcome bind(Password password) {
        return authentication.authenticate(dn(entry()), password, ORIGIN);
    }

    private Outcome signIn(Password password) {
        return authentication.authenticate(ACME, name, password, ORIGIN);
    }

    private static String reason(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.reason() : "none";
    }

    private EntryOutcome changeOwn(String password) {
        return world.modify(world.as(ACME, name), entry(), replace("userPassword", password));
    }

    private List<String> state(String attribute) {
        return world.values(ACME, entry(), attribute);
    }

    private void advance(Duration duration) {
        world.context.clock().advance(duration);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pwdMinLength: 12             | elevenchars  | 12 characters
            lightwavePwdMinClasses: 3    | onlysmall123 | at least 3 of
            lightwavePwdMinClasses: 4    | Only3Classes | at least 4 of
            """)
    void quality_is_asked_of_everybody(String rule, String refused, String reason) {
        policy(rule);
        assertThat(changeOwn(refused))
                .isInstanceOfSatisfying(
                        EntryOutcome.Refused.class,
                        outcome -> assertThat(outcome.diagnostic()).contains(reason));
        assertThat(refusal(world.modify(world.admin(ACME), entry(), replace("userPassword", refused))))
                .isIn(Reason.PASSWORD_TOO_SHORT, Reason.PASSWORD_QUALITY);
        assertThatThrownBy(() -> world.subjects().setPassword(ACME, alice.id(), Password.of(refused)))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(changeOwn("Enough-0f-everything")).isEqualTo(DONE);
    }

    @Test
    void people_do_not_go_back_to_a_password_they_had() {
        policy("pwdInHistory: 2");
        assertThat(changeOwn("correct horse")).isNotEqualTo(DONE);
        assertThat(changeOwn("second password")).isEqualTo(DONE);
        assertThat(changeOwn("correct horse")).isNotEqualTo(DONE);
        assertThat(changeOwn("third password")).isEqualTo(DONE);
        assertThat(changeOwn("correct horse")).isEqualTo(DONE);
        assertThat(world.modify(world.admin(ACME), entry(), replace("userPassword", "third password")))
                .as("an administrator sets what they like")
                .isEqualTo(DONE);
        assertThat(state("pwdHistory")).isEmpty();
    }

    @Test
    void a_password_stays_for_its_minimum_age_unless_another_resets_it() {
        policy("pwdMinAge: 3600");
        assertThat(changeOwn("second password")).isNotEqualTo(DONE);
        assertThat(world.modify(world.admin(ACME), entry(), replace("userPassword", "second password")))
                .isEqualTo(DONE);
        advance(Duration.ofHours(1));
        assertThat(changeOwn("third password")).isEqualTo(DONE);
    }

    @Test
    void an_old_password_is_warned_of_and_expires_and_has_its_graces() {
        policy("pwdMaxAge: 864000", "pwdExpireWarning: 86400", "pwdGraceAuthNLimit: 2");
        advance(Duration.ofDays(8));
        assertThat(notice(signIn(RIGHT)))
                .isEqualTo(new PasswordStates.Notice(Optional.empty(), OptionalInt.empty(), false));
        advance(Duration.ofDays(1).plusHours(2));
        assertThat(notice(signIn(RIGHT)))
                .isEqualTo(new PasswordStates.Notice(Optional.of(Duration.ofHours(22)), OptionalInt.empty(), false));
        advance(Duration.ofDays(1));
        assertThat(notice(signIn(RIGHT)))
                .isEqualTo(new PasswordStates.Notice(Optional.empty(), OptionalInt.of(1), false));
        advance(Duration.ofMinutes(1));
        assertThat(notice(bind(RIGHT)))
                .isEqualTo(new PasswordStates.Notice(Optional.empty(), OptionalInt.of(0), false));
        assertThat(state("pwdGraceUseTime")).hasSize(2);
        assertThat(reason(bind(RIGHT))).isEqualTo("the password has expired");
        assertThat(reason(bind(WRONG))).isEqualTo("wrong password");
        world.subjects().setPassword(ACME, alice.id(), Password.of("second password"));
        assertThat(signIn(Password.of("second password"))).isInstanceOf(Outcome.Authenticated.class);
        assertThat(state("pwdGraceUseTime")).isEmpty();
    }

    private PasswordStates.Notice notice(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Authenticated.class);
        return states.notice(((Outcome.Authenticated) outcome).principal());
    }

    @Test
    void a_password_that_another_set_is_changed_before_anything_else() {
        policy("pwdMustChange: TRUE");
        world.modify(world.admin(ACME), entry(), replace("userPassword", "initial password"));
        Password initial = Password.of("initial password");
        assertThat(state("pwdReset")).containsExactly("TRUE");
        assertThat(reason(signIn(initial))).isEqualTo("the password has to be changed first");
        assertThat(notice(bind(initial)).mustChange()).isTrue();
        assertThat(refusal(world.modify(world.as(ACME, name), entry(), replace("displayName", "A"))))
                .isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(refusal(world.modify(world.as(ACME, name), entry(), delete("pwdReset"))))
                .isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(changeOwn("my own password")).isEqualTo(DONE);
        assertThat(state("pwdReset")).isEmpty();
        assertThat(signIn(Password.of("my own password"))).isInstanceOf(Outcome.Authenticated.class);
        assertThat(world.modify(world.as(ACME, name), entry(), replace("displayName", "A")))
                .isEqualTo(DONE);
    }

    @Test
    void whoever_has_to_change_it_need_not_wait_and_does_not_keep_the_one_there_is() {
        policy("pwdMinAge: 3600");
        world.modify(world.admin(ACME), entry(), replace("pwdReset", "TRUE"));
        assertThat(changeOwn("correct horse")).isNotEqualTo(DONE);
        assertThat(changeOwn("second password")).isEqualTo(DONE);
        assertThat(changeOwn("third password")).isNotEqualTo(DONE);
    }

    @Test
    void where_another_can_be_chosen_at_once_an_outworn_password_is_told_from_a_wrong_one_and_costs_no_grace() {
        policy("pwdMaxAge: 864000", "pwdGraceAuthNLimit: 1");
        assertThat(authentication.prove(ACME, name, RIGHT, ORIGIN)).isInstanceOf(Proof.Good.class);
        advance(Duration.ofDays(10));
        assertThat(authentication.prove(ACME, name, WRONG, ORIGIN))
                .isEqualTo(new Proof.Refused("wrong password", Optional.of(PasswordAuthentication.Gate.PASSWORD)));
        assertThat(authentication.prove(ACME, name, RIGHT, ORIGIN))
                .isInstanceOfSatisfying(
                        Proof.Outworn.class, it -> assertThat(it.reason()).isEqualTo("the password has expired"));
        assertThat(state("pwdGraceUseTime")).isEmpty();
        var changes = world.context.bean(PasswordChanges.class);
        var owner = ((Proof.Outworn) authentication.prove(ACME, name, RIGHT, ORIGIN)).principal();
        assertThat(changes.change(owner, Password.of("short"), ORIGIN))
                .isEqualTo(new PasswordChanges.Outcome.Refused("at least 8 characters"));
        assertThat(changes.change(owner, Password.of("second password"), ORIGIN))
                .isInstanceOfSatisfying(
                        PasswordChanges.Outcome.Changed.class,
                        changed -> assertThat(changed.principal().epochs()).isNotEqualTo(owner.epochs()));
        assertThat(authentication.prove(ACME, name, Password.of("second password"), ORIGIN))
                .isInstanceOf(Proof.Good.class);
    }

    /// The pages ask for the present password, or have asked for what stands in its place.
    @Test
    void on_the_pages_people_change_what_they_may() {
        var changes = world.context.bean(PasswordChanges.class);
        policy("pwdSafeModify: TRUE");
        var owner = ((Proof.Good) authentication.prove(ACME, name, RIGHT, ORIGIN)).principal();
        assertThat(changes.change(owner, Password.of("second password"), ORIGIN))
                .isInstanceOf(PasswordChanges.Outcome.Changed.class);
        world.modify(world.admin(ACME), POLICY, replace("pwdAllowUserChange", "FALSE"));
        var now = ((Proof.Good) authentication.prove(ACME, name, Password.of("second password"), ORIGIN)).principal();
        assertThat(changes.change(now, Password.of("third password"), ORIGIN))
                .isEqualTo(new PasswordChanges.Outcome.Refused("it is not yours to change"));
        world.modify(world.admin(ACME), entry(), delete("userPassword"));
        assertThat(changeOwn("a first password")).as("which is no change").isEqualTo(DONE);
        assertThat(changeOwn("another password")).isNotEqualTo(DONE);
    }

    @Test
    void clients_find_the_policy_by_the_class_of_the_draft() {
        policy("objectClass: pwdPolicy", "pwdAttribute: userPassword", "pwdSafeModify: FALSE");
        assertThat(state("pwdPolicySubentry")).containsExactly(POLICY);
        assertThat(world.values(ACME, POLICY, "objectClass")).contains("pwdPolicy", "lightwavePasswordPolicy");
        assertThat(refusal(world.modify(world.admin(ACME), POLICY, replace("pwdAttribute", "cn"))))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        assertThat(refusal(world.modify(
                        world.admin(ACME),
                        entry(),
                        add("objectClass", "pwdPolicy"),
                        add("pwdAttribute", "userPassword"))))
                .isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
    }

    @Test
    void a_hash_that_was_imported_is_of_a_password_that_its_owner_knows() {
        policy("pwdMustChange: TRUE");
        world.modify(world.admin(ACME), entry(), replace("userPassword", "{SSHA}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0"));
        assertThat(state("pwdReset")).isEmpty();
        assertThat(signIn(RIGHT)).isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    void an_administrator_may_ask_for_a_change_and_withdraw_it() {
        assertThat(world.modify(world.admin(ACME), entry(), replace("pwdReset", "TRUE")))
                .isEqualTo(DONE);
        assertThat(reason(signIn(RIGHT))).isEqualTo("the password has to be changed first");
        assertThat(world.entries()
                        .read(world.admin(ACME), dn(entry()), List.of("*"))
                        .orElseThrow()
                        .attributes())
                .extracting(com.unboundid.ldap.sdk.Attribute::getName)
                .doesNotContain("pwdReset");
        assertThat(world.modify(world.admin(ACME), entry(), replace("pwdReset", "FALSE")))
                .isEqualTo(DONE);
        assertThat(state("pwdReset")).isEmpty();
        assertThat(signIn(RIGHT)).isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    @DisplayName("threat 8: failures lock on every node alike, and the lock opens by itself")
    void failures_lock_for_a_time() {
        policy("pwdLockout: TRUE", "pwdMaxFailure: 2", "pwdLockoutDuration: 600", "pwdFailureCountInterval: 600");
        try (var other = new DirectoryWorld(world.context.database())) {
            other.context.clock().set(world.context.clock().instant());
            signIn(WRONG);
            assertThat(state("pwdFailureTime")).hasSize(1);
            other.context.bean(ChangeFeed.class).catchUp();
            other.context.bean(PasswordAuthentication.class).authenticate(dn(entry()), WRONG, ORIGIN);
            assertThat(reason(signIn(RIGHT))).isEqualTo("locked after failures");
            world.context.bean(ChangeFeed.class).catchUp();
            assertThat(state("pwdAccountLockedTime")).hasSize(1);
        }
        advance(Duration.ofSeconds(601));
        assertThat(state("pwdAccountLockedTime")).isEmpty();
        assertThat(signIn(RIGHT)).isInstanceOf(Outcome.Authenticated.class);
        assertThat(state("pwdFailureTime")).isEmpty();
    }

    @Test
    void going_on_does_not_keep_the_lock_closed_and_an_administrator_opens_it() {
        policy("pwdLockout: TRUE", "pwdMaxFailure: 1", "pwdLockoutDuration: 600");
        signIn(WRONG);
        List<String> since = state("pwdAccountLockedTime");
        assertThat(since).hasSize(1);
        advance(Duration.ofSeconds(60));
        signIn(WRONG);
        assertThat(state("pwdAccountLockedTime")).isEqualTo(since);
        assertThat(world.modify(world.admin(ACME), entry(), replace("title", "Cook")))
                .isEqualTo(DONE);
        assertThat(state("pwdAccountLockedTime")).isEqualTo(since);
        assertThat(world.modify(world.admin(ACME), entry(), delete("pwdAccountLockedTime")))
                .isEqualTo(DONE);
        assertThat(signIn(RIGHT)).isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    void times_are_shown_as_operational_attributes() {
        assertThat(state("pwdChangedTime")).hasSize(1).first().asString().endsWith("Z");
        assertThat(state("pwdPolicySubentry")).isEmpty();
        policy("pwdMinLength: 9");
        assertThat(state("pwdPolicySubentry")).containsExactly(POLICY);
        assertThat(refusal(world.modify(world.admin(ACME), entry(), replace("pwdChangedTime", "20260101000000Z"))))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pwdMinLength: 0",
                "pwdMinLength: 129",
                "pwdInHistory: 25",
                "pwdLockoutDuration: 0",
                "pwdLockoutDuration: 86401",
                "lightwavePwdMinClasses: 5",
                "pwdMaxAge: -1",
                "pwdGraceAuthNLimit: 101"
            })
    void a_policy_out_of_bounds_is_refused(String line) {
        assertThat(refusal(world.add(world.admin(ACME), "dn: " + POLICY, "objectClass: lightwavePasswordPolicy", line)))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        policy("pwdMinLength: 9");
        String[] parts = line.split(": ", -1);
        assertThat(refusal(world.modify(world.admin(ACME), POLICY, replace(parts[0], parts[1]))))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
    }

    @Test
    void nothing_else_stands_among_the_policies_and_people_do_not_write_them() {
        assertThat(refusal(
                        world.add(world.admin(ACME), "dn: cn=x,ou=policies,dc=acme,dc=example", "objectClass: device")))
                .isEqualTo(Reason.UNWILLING_TO_PERFORM);
        assertThat(refusal(world.add(
                        world.admin(ACME),
                        "dn: cn=password,ou=people,dc=acme,dc=example",
                        "objectClass: lightwavePasswordPolicy")))
                .isEqualTo(Reason.NAMING_VIOLATION);
        policy();
        assertThat(refusal(world.modify(world.as(ACME, name), POLICY, add("pwdMinLength", "1"))))
                .isEqualTo(Reason.NO_SUCH_OBJECT);
    }
}
