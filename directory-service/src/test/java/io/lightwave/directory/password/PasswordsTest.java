package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(HashingWork.class)
class PasswordsTest {
    private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SALT = new byte[16];

    @Nested
    @DisplayName("RFC 9106 Argon2id")
    class Argon2 {

        @Test
        void the_function_is_that_of_the_rfc() { // §5.3, with the library as we call it
            var generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(32)
                    .withIterations(3)
                    .withParallelism(4)
                    .withSalt(filled(16, 2))
                    .withSecret(filled(8, 3))
                    .withAdditional(filled(12, 4))
                    .build());
            byte[] tag = new byte[32];
            generator.generateBytes(filled(32, 1), tag);
            assertThat(HexFormat.of().formatHex(tag))
                    .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
        }

        private static byte[] filled(int length, int value) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, (byte) value);
            return bytes;
        }

        @Test
        void a_hash_verifies_its_own_password_only() {
            String phc = Argon2id.hash(Argon2Cost.DEFAULT, PASSWORD, SALT);
            assertThat(phc).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct");
            assertThat(Argon2id.parse(phc).matches(PASSWORD)).isTrue();
            assertThat(Argon2id.parse(phc).matches("Correct horse".getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
            assertThat(Argon2id.parse(phc).matches(new byte[0])).isFalse();
        }

        @Test
        void a_hash_makes_no_garbage_of_its_memory() {
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            Argon2id.hash(Argon2Cost.DEFAULT, PASSWORD, SALT);
            long before = threads.getCurrentThreadAllocatedBytes();
            Argon2id.hash(Argon2Cost.DEFAULT, PASSWORD, SALT);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan(Argon2Cost.DEFAULT.memory() * 1024L / 10);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "plain",
                    "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=16$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=65537,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=9999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=99999999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=19456,t=9,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=19456,t=2,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=16,t=2,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=0,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                    "$argon2id$v=19$m=19456,t=2,p=1$A$A",
                    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                })
        @DisplayName("threat 20: a stored hash out of bounds is not computed")
        void a_stored_hash_out_of_bounds_is_refused(String phc) {
            assertThatThrownBy(() -> StoredHash.parse(phc)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    @DisplayName("Policy (NIST SP 800-63B §3.1.1.2)")
    class Policy {

        @ParameterizedTest
        @CsvSource({
            "1234567, alice, false",
            "12345678, alice, true",
            "😀😀😀😀😀😀😀, alice, false",
            "😀😀😀😀😀😀😀😀, alice, true",
            "xxALICExx, alice, false",
            "xxalicexx, Alice, false",
            "albatross, al, true",
            "alllower, bob, true"
        })
        void length_counts_characters_and_the_user_name_is_not_part_of_it(
                String password, String userName, boolean accepted) {
            if (accepted) {
                PasswordPolicy.DEFAULT.check(password, userName);
            } else {
                assertThatThrownBy(() -> PasswordPolicy.DEFAULT.check(password, userName))
                        .isInstanceOfSatisfying(
                                InvalidFieldException.class,
                                refused -> assertThat(refused.field()).isEqualTo("password"));
            }
        }

        @Test
        @DisplayName("threat 19: at most 512 bytes")
        void a_longer_password_is_none() {
            assertThatThrownBy(() -> Password.of("x".repeat(513))).isInstanceOf(IllegalArgumentException.class);
            assertThat(Password.of("x".repeat(512)).isEmpty()).isFalse();
        }

        @Test
        @DisplayName("threat 12: it prints as stars")
        void neither_password_nor_hash_is_printed() {
            assertThat(Password.of("correct horse")).hasToString("***");
            assertThat(new HashedPassword(Argon2id.hash(Argon2Cost.DEFAULT, PASSWORD, SALT), Optional.empty()))
                    .hasToString("***");
        }
    }

    @Nested
    @DisplayName("threat 19: hashing is bounded")
    class Gate {

        @Test
        void who_comes_when_too_many_wait_is_turned_away_at_once() throws InterruptedException {
            var gate = new HashingPool(1, 0);
            var inside = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.execute(() -> gate.run(() -> {
                    inside.countDown();
                    awaitQuietly(release);
                    return 1;
                }));
                inside.await();
                assertThat(gate.run(() -> 2)).isEmpty();
                assertThat(gate.run(() -> 3)).isEmpty();
                release.countDown();
            }
            assertThat(gate.run(() -> 4)).contains(4);
        }

        @Test
        void a_place_is_given_back_when_the_work_fails() {
            var gate = new HashingPool(1, 0);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> gate.run(() -> {
                            throw new IllegalStateException("failed");
                        }))
                        .hasMessage("failed");
            }
            assertThat(gate.run(() -> 4)).contains(4);
        }

        @Test
        void those_who_may_wait_all_get_their_turn() {
            var gate = new HashingPool(2, 98);
            var done = new AtomicInteger();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    threads.execute(() -> gate.run(done::incrementAndGet));
                }
            }
            assertThat(done).hasValue(100);
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
