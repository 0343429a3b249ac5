package io.lightwave.workload.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys that an issuer publishes.
class FetchedKeysTest {
    private static final String KEYS = "https://cluster.example/keys";
    private static final String METADATA = "https://cluster.example/.well-known/openid-configuration";
    private final Platform first = new Platform("https://cluster.example", "first");
    private final Platform second = new Platform("https://cluster.example", "second");
    private World world;
    private World.Tenant acme;

    @BeforeEach
    void start() {
        world = new World();
        acme = world.tenant("acme.example");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void trust(String member) {
        assertThat(acme.post(
                                "trusted-issuers",
                                "{\"issuer\":\"https://cluster.example\",\"kind\":\"kubernetes\"%s}".formatted(member))
                        .status())
                .isEqualTo(201);
        acme.workload("payments", first, "{\"sub\":\"system:serviceaccount:shop:payments\"}");
    }

    private String who(Platform platform) {
        return acme.who(platform.podToken(world.now(), acme.issuer(), "shop", "payments"));
    }

    @Test
    void are_fetched_once_and_kept() {
        trust(",\"jwksUri\":\"%s\"".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        assertThat(who(first)).isEqualTo("payments");
        assertThat(who(first)).isEqualTo("payments");
        assertThat(world.network.asked()).containsExactly(KEYS);
    }

    @Test
    void are_fetched_again_for_an_unknown_kid_but_not_for_every_one() {
        trust(",\"jwksUri\":\"%s\"".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        assertThat(who(first)).isEqualTo("payments");
        for (int i = 0; i < 20; i++) {
            assertThat(who(second)).isEqualTo("refused: the issuer has no key of that kid and algorithm");
        }
        assertThat(world.network.asked()).hasSize(1);
        world.network.put(KEYS, second.jwks());
        world.context.clock().advance(Duration.ofSeconds(31));
        assertThat(who(second)).isEqualTo("payments");
        assertThat(world.network.asked()).hasSize(2);
        assertThat(who(first)).isEqualTo("refused: the issuer has no key of that kid and algorithm");
    }

    @Test
    void hold_an_hour_when_they_cannot_be_fetched_again() {
        trust(",\"jwksUri\":\"%s\"".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        assertThat(who(first)).isEqualTo("payments");
        world.network.remove(KEYS);
        world.context.clock().advance(Duration.ofMinutes(59));
        assertThat(who(first)).isEqualTo("payments");
        world.context.clock().advance(Duration.ofMinutes(2));
        assertThat(who(first)).isEqualTo("refused: the issuer's keys cannot be fetched");
        world.network.put(KEYS, first.jwks());
        world.context.clock().advance(Duration.ofMinutes(1));
        assertThat(who(first)).isEqualTo("payments");
    }

    /// Threat T20.
    @Test
    void t20_are_fetched_again_when_the_clock_was_ahead_and_is_set_right() {
        trust(",\"jwksUri\":\"%s\"".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        var right = world.now();
        world.context.clock().advance(Duration.ofDays(365));
        assertThat(who(first)).isEqualTo("payments");
        world.network.put(KEYS, second.jwks());
        world.context.clock().set(right);
        assertThat(who(first)).isEqualTo("refused: the issuer has no key of that kid and algorithm");
        assertThat(who(second)).isEqualTo("payments");
    }

    @Test
    void are_found_by_the_issuer_s_metadata_when_nothing_else_is_said() {
        trust("");
        world.network.put(
                METADATA, "{\"issuer\":\"https://cluster.example\",\"jwks_uri\":\"%s\",\"x\":[1]}".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        assertThat(who(first)).isEqualTo("payments");
        assertThat(world.network.asked()).containsExactly(METADATA, KEYS);
    }

    @Test
    void another_issuer_s_metadata_is_not_believed() {
        trust("");
        world.network.put(METADATA, "{\"issuer\":\"https://cluster.example/\",\"jwks_uri\":\"%s\"}".formatted(KEYS));
        world.network.put(KEYS, first.jwks());
        assertThat(who(first)).isEqualTo("refused: the issuer's keys cannot be fetched");
        world.context.clock().advance(Duration.ofMinutes(1));
        world.network.put(METADATA, "{\"issuer\":\"https://cluster.example\",\"jwks_uri\":\"http://cluster.example\"}");
        assertThat(who(first)).isEqualTo("refused: the issuer's keys cannot be fetched");
        assertThat(world.network.asked()).doesNotContain(KEYS);
    }

    @Test
    void what_is_published_must_be_keys_without_secrets() {
        trust(",\"jwksUri\":\"%s\"".formatted(KEYS));
        for (String document : new String[] {
            "",
            "{}",
            "[]",
            "<html>",
            "{\"keys\":[]}",
            "{\"keys\":[%s]}".formatted(first.key().toJSONString()),
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"first\"}]}"
        }) {
            world.network.put(KEYS, document);
            world.context.clock().advance(Duration.ofMinutes(1));
            assertThat(who(first)).as(document).isEqualTo("refused: the issuer's keys cannot be fetched");
        }
    }
}
