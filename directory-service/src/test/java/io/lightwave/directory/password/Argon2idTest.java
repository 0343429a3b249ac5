package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Argon2id")
@ExtendWith(HashingWork.class)
class Argon2idTest {
    private static final byte[] SALT = "of sixteen bytes".getBytes(StandardCharsets.UTF_8);

    /// @param memory in KiB
    private record Cost(int memory, int passes, int lanes) {}

    @Test
    void gives_in_memory_that_has_been_used_what_it_gives_in_new_memory() {
        var costs = List.of(new Cost(64, 1, 1), new Cost(64, 3, 1), new Cost(64, 2, 4), new Cost(256, 2, 1));
        for (int round = 0; round < 3; round++) {
            for (Cost cost : costs) {
                byte[] password = "password %d".formatted(round).getBytes(StandardCharsets.UTF_8);
                Argon2id hash = Argon2id.parse(inNewMemory(cost, password));
                assertThat(hash.matches(password)).as("%s %d", cost, round).isTrue();
                assertThat(hash.matches(SALT)).as("%s %d", cost, round).isFalse();
                assertThat(hash.matches(password)).as("%s %d", cost, round).isTrue();
            }
        }
    }

    @Test
    void fills_at_the_default_cost_what_it_says() {
        var cost = new Cost(Argon2Cost.DEFAULT.memory(), Argon2Cost.DEFAULT.passes(), Argon2Cost.DEFAULT.lanes());
        byte[] password = "correct horse".getBytes(StandardCharsets.UTF_8);
        assertThat(Argon2id.hash(Argon2Cost.DEFAULT, password, SALT)).isEqualTo(inNewMemory(cost, password));
    }

    private static String inNewMemory(Cost cost, byte[] password) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(SALT)
                .build());
        byte[] hash = new byte[32];
        generator.generateBytes(password, hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memory(),
                        cost.passes(),
                        cost.lanes(),
                        base64.encodeToString(SALT),
                        base64.encodeToString(hash));
    }
}
