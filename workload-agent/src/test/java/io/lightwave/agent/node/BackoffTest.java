package io.lightwave.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.agent.connection.Backoff;
import io.lightwave.agent.connection.SigningRequest;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.fixture.TestHttps;
import io.lightwave.agent.identity.Authority.AwayException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that cannot listen to its server comes back")
class BackoffTest {
    /// Whose doubles lie in the middle of what is asked for.
    private static final RandomGenerator MIDDLE = () -> 1L << 63;

    private static Backoff agents(RandomGenerator random) {
        return new Backoff(random, NodeAgent.FIRST_PAUSE, NodeAgent.LONGEST_PAUSE);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void later_each_time_until_it_has_listened_again() {
        var backoff = agents(MIDDLE);
        assertThat(List.of(backoff.next(Duration.ZERO), backoff.next(Duration.ZERO), backoff.next(Duration.ZERO)))
                .containsExactly(millis(250), millis(500), millis(1_000));
        for (int i = 0; i < 100; i++) {
            backoff.next(Duration.ZERO);
        }
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(millis(10_000));
        backoff.reset();
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(millis(250));
    }

    @Test
    void between_the_pauses_that_it_was_made_for() {
        var watch = new Backoff(MIDDLE, millis(2_000), millis(5_000));
        assertThat(List.of(watch.next(Duration.ZERO), watch.next(Duration.ZERO), watch.next(Duration.ZERO)))
                .containsExactly(millis(2_000), millis(4_000), millis(5_000));
    }

    @Test
    void not_before_the_server_asks_it_to_but_in_its_lifetime() {
        assertThat(agents(MIDDLE).next(millis(30_000))).isEqualTo(millis(30_000));
        assertThat(agents(MIDDLE).next(Duration.ofDays(30))).isEqualTo(millis(120_000));
    }

    @Test
    void not_when_all_the_others_do() {
        var random = new Random(1);
        var pauses = java.util.stream.Stream.generate(() -> agents(random).next(millis(30_000)))
                .limit(1_000)
                .toList();
        assertThat(pauses)
                .allMatch(pause -> pause.compareTo(millis(15_000)) >= 0)
                .allMatch(pause -> pause.compareTo(millis(45_000)) < 0);
        assertThat(pauses.stream().map(Duration::toSeconds).distinct().count()).isGreaterThan(25);
    }

    @Test
    void as_the_answer_says_in_seconds(@TempDir Path folder) throws Exception {
        var said = new AtomicReference<>("30");
        try (var server = new TestHttps(folder, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", said.get());
            byte[] body = "{\"detail\":\"no room for another stream now\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        })) {
            var connection = new ServerConnection(
                    server.address() + "/t/acme.example",
                    "https://issuer.example",
                    server.authorities(),
                    new NodeCertificate(SigningRequest.newKey(), List.of(TestAuthority.certificate())),
                    InstantSource.system());
            assertThatThrownBy(() -> connection.states(""))
                    .isInstanceOfSatisfying(
                            AwayException.class,
                            away -> assertThat(away.pause()).isEqualTo(millis(30_000)))
                    .hasMessageContaining("503");
            said.set("Fri, 31 Dec 2027 23:59:59 GMT");
            assertThatThrownBy(() -> connection.states(""))
                    .isInstanceOfSatisfying(
                            AwayException.class,
                            away -> assertThat(away.pause()).isZero());
        }
    }
}
