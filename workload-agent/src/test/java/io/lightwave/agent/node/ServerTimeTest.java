package io.lightwave.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A machine's clock beside the server's")
class ServerTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private long passed;
    private final ServerTime time = new ServerTime(() -> passed);

    @ParameterizedTest
    @CsvSource({"0,true", "30,true", "-30,true", "33,false", "-33,false", "86400,false"})
    void is_right_within_half_a_minute(long apart, boolean right) {
        time.hears("Thu, 26 Nov 2026 12:00:00 GMT");
        passed += 10_000_000_000L;
        assertThat(time.problem(NOON.plusSeconds(10 + apart)).isEmpty()).isEqualTo(right);
    }

    @Test
    void is_right_again_as_soon_as_it_is_put_right_or_the_server_says_otherwise() {
        time.hears("Thu, 26 Nov 2026 12:00:00 GMT");
        assertThat(time.problem(NOON.plusSeconds(3600))).isPresent();
        assertThat(time.problem(NOON)).isEmpty();
        time.hears("Thu, 26 Nov 2026 13:00:00 GMT");
        assertThat(time.problem(NOON.plusSeconds(3600))).isEmpty();
    }

    @Test
    void is_asked_for_again_when_the_last_word_is_older_than_five_seconds() {
        assertThat(time.isStale()).as("nothing is known").isFalse();
        time.hears("Thu, 26 Nov 2026 12:00:00 GMT");
        passed += 5_000_000_000L;
        assertThat(time.isStale()).isFalse();
        passed += 1;
        assertThat(time.isStale()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-11-26T12:00:00Z", "Thu, 32 Nov 2026 12:00:00 GMT"})
    void says_nothing_by_what_is_no_date(String date) {
        time.hears(date);
        assertThat(time.problem(Instant.EPOCH)).isEmpty();
    }
}
