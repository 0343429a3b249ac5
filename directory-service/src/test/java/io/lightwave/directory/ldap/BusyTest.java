package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.Password;
import io.lightwave.directory.password.Argon2Cost;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.Passwords;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While more passwords are bound with than there is room to check")
class BusyTest {
    private static final PasswordPolicy SLOW = new PasswordPolicy(
            8,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ZERO,
            false,
            false,
            new Argon2Cost(Argon2Cost.MOST_MEMORY, Argon2Cost.MOST_PASSES, Argon2Cost.MOST_LANES),
            false,
            null);

    @Test
    void a_bind_is_answered_busy_for_whomever_and_counts_as_no_failure() throws Exception {
        try (LdapWorld world = new LdapWorld();
                LDAPConnection connection = world.anonymous()) {
            world.user(ACME, "early");
            var full = new AtomicBoolean(true);
            occupy(world.directory.context.bean(Passwords.class), full);
            for (String name : List.of("early", "nobody")) {
                assertThat(LdapWorld.code(() ->
                                connection.bind("uid=" + name + ",ou=people,dc=acme,dc=example", "not the password")))
                        .isEqualTo(ResultCode.BUSY);
                assertThat(world.lastEvent().reason()).isEqualTo("too many passwords to check");
            }
            assertThat(world.directory.throttle.lastAddress())
                    .as("of a failure")
                    .isEmpty();
            full.set(false);
        }
    }

    /// Keeps every place taken, each with a hash that takes long, until told otherwise.
    private static void occupy(Passwords passwords, AtomicBoolean full) throws InterruptedException {
        int places = 129 * Runtime.getRuntime().availableProcessors();
        var turnedAway = new CountDownLatch(1);
        IntStream.range(0, 2 * places)
                .forEach(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        while (full.get()) {
                            passwords.hash(SLOW, ACME, "somebody", Password.of(LdapWorld.PASSWORD));
                        }
                    } catch (RejectedExecutionException noPlace) {
                        turnedAway.countDown();
                    }
                }));
        turnedAway.await();
    }
}
