package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final int EACH = 72 << 10;
    private static final int HERE = 8443;
    private static final int THERE = 9443;

    private final Counting here = new Counting(HERE);
    private final Counting there = new Counting(THERE);
    private final Connections connections = new Connections(320 * MEBIBYTE);

    ConnectionsTest() {
        connections.bound(here, 0.25, EACH);
        connections.bound(there, 0.5, 2 * EACH);
    }

    /// A listener that has as many connections as the test says.
    private static final class Counting extends Http11NioProtocol {
        private long count;

        Counting(int port) {
            setPort(port);
        }

        @Override
        public long getConnectionCount() {
            return count;
        }

        /// The least number that is three quarters of what there may be.
        long threeQuarters() {
            return Math.ceilDiv(getMaxConnections() * 3L, 4);
        }
    }

    private static int most(long heap) {
        var listener = new Http11NioProtocol();
        new Connections(heap).bound(listener, 0.25, EACH);
        return listener.getMaxConnections();
    }

    @Test
    void their_number_follows_from_the_heap_that_they_take() {
        assertThat(most(320 * MEBIBYTE)).isEqualTo(1137);
        assertThat(most(1024 * MEBIBYTE)).isEqualTo(3640);
        assertThat(most(64 * MEBIBYTE)).as("few, but not none").isEqualTo(250);
        assertThat(most(64 * 1024 * MEBIBYTE)).as("the kernel has bounds too").isEqualTo(10_000);
    }

    @Test
    void they_are_scarce_at_a_listener_when_three_quarters_of_its_own_are_taken() {
        there.count = there.threeQuarters() - 1;
        assertThat(connections.areScarce(THERE)).isFalse();
        there.count++;
        assertThat(connections.areScarce(THERE)).isTrue();
        assertThat(connections.areScarce(HERE)).as("another listener").isFalse();
        assertThat(connections.areScarce(1)).as("nobody's").isFalse();
    }

    @Test
    void three_quarters_of_a_listener_s_may_be_streams() {
        for (int i = 0; i < there.threeQuarters(); i++) {
            assertThat(connections.beginStream(THERE)).isTrue();
        }
        assertThat(connections.beginStream(THERE)).isFalse();
        assertThat(connections.beginStream(THERE))
                .as("whoever is refused is not counted")
                .isFalse();
        assertThat(connections.beginStream(HERE)).as("another listener").isTrue();
        connections.endStream(THERE);
        assertThat(connections.beginStream(THERE)).isTrue();
        assertThat(connections.beginStream(THERE)).isFalse();
    }
}
