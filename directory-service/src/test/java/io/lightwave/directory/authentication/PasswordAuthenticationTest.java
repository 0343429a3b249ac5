package io.lightwave.directory.authentication;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.password.HashingWork;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(HashingWork.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordAuthenticationTest {
    private static final Password RIGHT = Password.of("correct horse");
    private static final Password WRONG = Password.of("battery staple");

    private DirectoryWorld world;
    private PasswordAuthentication authentication;
    private int count;
    private Subject alice;
    private String name = "";

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        authentication = world.context.bean(PasswordAuthentication.class);
    }

    @BeforeEach
    void another() {
        name = "Alice" + ++count;
        alice = world.user(ACME, name);
        world.subjects().setPassword(ACME, alice.id(), RIGHT);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private String entry() {
        return "uid=" + name + ",ou=people,dc=acme,dc=example";
    }

    private static String reason(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.reason() : "none";
    }

    @Test
    void by_user_name_by_entry_and_by_id_it_is_the_same_person() {
        for (Outcome outcome : new Outcome[] {
            authentication.authenticate(ACME, "aLICE" + count, RIGHT, ORIGIN),
            authentication.authenticate(dn(entry()), RIGHT, ORIGIN),
            authentication.authenticate(ACME, alice.id(), RIGHT, ORIGIN)
        }) {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Authenticated.class, authenticated -> {
                assertThat(authenticated.principal().id()).isEqualTo(alice.id());
                assertThat(authenticated.principal().epochs().subject()).isEqualTo(1);
            });
        }
    }

    @Test
    void the_reason_is_for_the_audit_trail() {
        assertThat(reason(authentication.authenticate(ACME, name, WRONG, ORIGIN)))
                .isEqualTo("wrong password");
        assertThat(reason(authentication.authenticate(ACME, "nobody", WRONG, ORIGIN)))
                .isEqualTo("unknown user");
        assertThat(reason(authentication.authenticate(ACME, name, Password.of(""), ORIGIN)))
                .isEqualTo("empty password");
        world.subjects().setEnabled(ACME, alice.id(), false);
        assertThat(reason(authentication.authenticate(ACME, name, RIGHT, ORIGIN)))
                .isEqualTo("user or tenant is disabled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cn=schema",
                "dc=acme,dc=example",
                "ou=people,dc=acme,dc=example",
                "uid=nobody,ou=people,dc=acme,dc=example",
                "uid=admin,ou=people,dc=nowhere,dc=example",
                "cn=administrators,ou=groups,dc=acme,dc=example"
            })
    void what_is_no_user_with_a_password_is_refused(String entry) {
        assertThat(authentication.authenticate(dn(entry), RIGHT, ORIGIN)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @DisplayName("threat 11: a password counts in its tenant only")
    void the_same_id_in_another_tenant_is_nobody() {
        assertThat(authentication.authenticate(DirectoryWorld.SUB, alice.id(), RIGHT, ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(authentication.authenticate(DirectoryWorld.SUB, name, RIGHT, ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void other_keyboards_type_the_same_password() {
        world.subjects().setPassword(ACME, alice.id(), Password.of("A\u030angstro\u0308m\u00a0unit"));
        assertThat(authentication.authenticate(ACME, name, Password.of("Ångström unit"), ORIGIN))
                .isInstanceOf(Outcome.Authenticated.class);
        assertThat(authentication.authenticate(ACME, name, Password.of("ångström unit"), ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(authentication.authenticate(ACME, name, new Password(new byte[] {(byte) 0xff, 1, 2}), ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @DisplayName("threat 8: after failures even the right password waits, for known and unknown names alike")
    void guessing_is_throttled_by_whatever_door() {
        authentication.authenticate(ACME, name, WRONG, ORIGIN);
        authentication.authenticate(dn(entry()), WRONG, ORIGIN);
        authentication.authenticate(ACME, alice.id(), WRONG, ORIGIN);
        assertThat(reason(authentication.authenticate(ACME, name, RIGHT, ORIGIN)))
                .isEqualTo("throttled after failures");
        for (int i = 0; i < 3; i++) {
            authentication.authenticate(ACME, i % 2 == 0 ? "ghost" + count : "GHOST" + count, WRONG, ORIGIN);
        }
        assertThat(reason(authentication.authenticate(ACME, "Ghost" + count, WRONG, ORIGIN)))
                .isEqualTo("throttled after failures");
    }

    @Test
    @DisplayName("threat 8: many guesses at once are no more than as many one after the other")
    void what_was_let_in_before_others_failed_is_not_right_behind_them() {
        world.throttle.afterLook = () -> {
            for (int i = 0; i < 3; i++) {
                authentication.authenticate(ACME, name, WRONG, ORIGIN);
            }
        };
        var last = new Origin("192.0.2.99", "the right one of many");
        assertThat(reason(authentication.authenticate(ACME, name, RIGHT, last))).isEqualTo("throttled after failures");
        assertThat(world.throttle.lastAddress())
                .as("it costs what a wrong one costs")
                .isEqualTo(last.address());
    }

    @Test
    void a_success_forgets_earlier_failures() {
        for (int i = 0; i < 2; i++) {
            authentication.authenticate(ACME, name, WRONG, ORIGIN);
            authentication.authenticate(ACME, name, WRONG, ORIGIN);
            assertThat(authentication.authenticate(ACME, name, RIGHT, ORIGIN))
                    .isInstanceOf(Outcome.Authenticated.class);
        }
    }

    @Test
    @DisplayName("threat 9: an unknown name costs the work of a hash, by whatever door")
    void nobody_is_told_apart_by_the_work_done() {
        var doors = new Runnable[] {
            () -> authentication.authenticate(ACME, name, WRONG, ORIGIN),
            () -> authentication.authenticate(ACME, "nobody" + count, WRONG, ORIGIN),
            () -> authentication.authenticate(new TenantId("nowhere.example"), name, WRONG, ORIGIN),
            () -> authentication.authenticate(ACME, new SubjectId(UUID.randomUUID()), WRONG, ORIGIN),
            () -> authentication.authenticate(dn("uid=nobody,ou=people,dc=acme,dc=example"), WRONG, ORIGIN),
            () -> authentication.authenticate(dn("uid=a,dc=nowhere,dc=example"), WRONG, ORIGIN)
        };
        for (Runnable door : doors) {
            assertThat(HashingWork.of(door)).isEqualTo(HashingWork.OF_ONE);
        }
    }

    @Test
    void only_the_hash_is_stored() {
        String stored = world.context
                .bean(JdbcClient.class)
                .sql("SELECT phc FROM password WHERE tenant_id = ? AND entry_id = ?")
                .params(ACME.value(), alice.id().value())
                .query(String.class)
                .single();
        assertThat(stored).startsWith("$argon2id$").doesNotContain("correct horse");
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM entry_value WHERE attribute = 'userpassword'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static final String IMPORTED = "{SSHA}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0";

    private String stored() {
        return world.context
                .bean(JdbcClient.class)
                .sql("SELECT phc FROM password WHERE tenant_id = ? AND entry_id = ?")
                .params(ACME.value(), alice.id().value())
                .query(String.class)
                .single();
    }

    @Test
    void an_administrator_imports_a_hash_and_the_first_right_password_makes_it_one_of_ours() {
        assertThat(world.modify(world.admin(ACME), entry(), DirectoryWorld.replace("userPassword", IMPORTED)))
                .isEqualTo(new EntryOutcome.Done());
        assertThat(authentication.authenticate(ACME, name, WRONG, ORIGIN)).isInstanceOf(Outcome.Refused.class);
        assertThat(stored()).isEqualTo(IMPORTED);
        assertThat(authentication.authenticate(ACME, name, RIGHT, ORIGIN)).isInstanceOf(Outcome.Authenticated.class);
        assertThat(stored()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(authentication.authenticate(ACME, name, RIGHT, ORIGIN)).isInstanceOf(Outcome.Authenticated.class);
        assertThat(authentication.authenticate(ACME, name, Password.of(IMPORTED), ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void people_do_not_import_hashes_and_bombs_are_refused_by_name() {
        var own = DirectoryWorld.replace("userPassword", IMPORTED);
        assertThat(DirectoryWorld.refusal(world.modify(world.as(ACME, name), entry(), own)))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
        String bomb = "{CRYPT}$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
        assertThat(world.modify(world.admin(ACME), entry(), DirectoryWorld.replace("userPassword", bomb)))
                .isInstanceOfSatisfying(
                        EntryOutcome.Refused.class,
                        refused -> assertThat(refused.diagnostic()).contains("bcrypt cost: 4 to 14"));
        assertThat(authentication.authenticate(ACME, name, RIGHT, ORIGIN)).isInstanceOf(Outcome.Authenticated.class);
    }

    @Test
    void over_rest_what_looks_like_a_hash_is_a_password() {
        world.subjects().setPassword(ACME, alice.id(), Password.of(IMPORTED));
        assertThat(stored()).startsWith("$argon2id$");
        assertThat(authentication.authenticate(ACME, name, RIGHT, ORIGIN)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @DisplayName("threat 9: a wrong password costs the work of a hash whatever hash is kept")
    void an_imported_hash_is_not_told_apart_by_the_work_done() {
        world.modify(world.admin(ACME), entry(), DirectoryWorld.replace("userPassword", IMPORTED));
        assertThat(HashingWork.of(() -> authentication.authenticate(ACME, name, WRONG, ORIGIN)))
                .isEqualTo(HashingWork.OF_ONE);
    }

    @Test
    void workloads_and_the_like_have_no_password() {
        Subject workload = world.subject(ACME, SubjectKind.WORKLOAD, "w" + count);
        assertThat(authentication.authenticate(dn("cn=w" + count + ",ou=workloads,dc=acme,dc=example"), RIGHT, ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(authentication.authenticate(ACME, workload.id(), RIGHT, ORIGIN))
                .isInstanceOf(Outcome.Refused.class);
    }
}
