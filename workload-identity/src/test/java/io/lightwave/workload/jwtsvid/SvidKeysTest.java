package io.lightwave.workload.jwtsvid;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.workload.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SvidKeysTest {

    @Test
    void a_key_is_known_before_it_signs_and_until_nothing_it_signed_is_good() {
        try (var world = new World()) {
            var acme = world.tenant("acme.example");
            var keys = world.context.bean(SvidKeys.class);
            var first = keys.signer(acme.id);
            assertThat(keys.published(acme.id)).containsExactly(first);
            keys.rotate();
            assertThat(keys.published(acme.id)).as("young").hasSize(1);

            world.context.clock().advance(SvidKeys.PERIOD);
            keys.rotate();
            var both = keys.published(acme.id);
            assertThat(both).hasSize(2);
            assertThat(keys.signer(acme.id).kid()).isEqualTo(first.kid());
            keys.rotate();
            assertThat(keys.published(acme.id)).as("one successor").hasSize(2);

            world.context.clock().advance(SvidKeys.PUBLISHED_BEFORE);
            assertThat(keys.signer(acme.id).kid()).isEqualTo(both.getLast().kid());
            keys.rotate();
            assertThat(keys.published(acme.id))
                    .as("what the old one signed is good still")
                    .hasSize(2);

            world.context.clock().advance(JwtSvids.LIFETIME.plus(Duration.ofMinutes(6)));
            keys.rotate();
            assertThat(keys.published(acme.id))
                    .extracting(SvidKey::kid)
                    .containsExactly(both.getLast().kid());
        }
    }

    @Test
    void the_bundle_counts_its_changes() {
        try (var world = new World()) {
            world.tenant("acme.example");
            long before = sequence(world);
            world.context.clock().advance(SvidKeys.PERIOD);
            world.context.bean(SvidKeys.class).rotate();
            assertThat(sequence(world)).isEqualTo(before + 1);
            assertThat(sequence(world)).isEqualTo(before + 1);
        }
    }

    private static long sequence(World world) {
        return world.door
                .get("/t/acme.example/spiffe/bundle", null)
                .json()
                .get("spiffe_sequence")
                .asLong();
    }

    @Test
    void servers_that_start_at_once_make_one_key() throws Exception {
        var database = TestDatabase.fresh();
        try (var one = new World(database);
                var other = new World(database)) {
            var acme = one.tenant("acme.example");
            var keys = one.context.bean(SvidKeys.class);
            var others = other.context.bean(SvidKeys.class);
            var first = CompletableFuture.supplyAsync(() -> keys.published(acme.id));
            var second = CompletableFuture.supplyAsync(() -> others.published(acme.id));
            assertThat(first.get()).extracting(SvidKey::kid).hasSize(1);
            assertThat(second.get())
                    .extracting(SvidKey::kid)
                    .containsExactly(first.get().getFirst().kid());
        }
    }

    @Test
    void each_tenant_has_its_own_keys() {
        try (var world = new World()) {
            var keys = world.context.bean(SvidKeys.class);
            assertThat(keys.signer(world.tenant("acme.example").id).kid())
                    .isNotEqualTo(keys.signer(world.tenant("globex.example").id).kid());
        }
    }
}
