package io.lightwave.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final long MEBIBYTE = 1 << 20;

    private static int most(long heap) {
        var listener = new Http11NioProtocol();
        new Connections(heap).bound(listener, 0.25);
        return listener.getMaxConnections();
    }

    @Test
    void their_number_follows_from_the_heap_that_their_buffers_take() {
        assertThat(most(320 * MEBIBYTE)).isEqualTo(1137);
        assertThat(most(1024 * MEBIBYTE)).isEqualTo(3640);
        assertThat(most(64 * MEBIBYTE)).as("few, but not none").isEqualTo(250);
        assertThat(most(64 * 1024 * MEBIBYTE)).as("the kernel has bounds too").isEqualTo(10_000);
    }

    @Test
    void they_are_scarce_when_three_quarters_are_taken() {
        var none = new Connections(320 * MEBIBYTE);
        assertThat(none.areScarce()).isFalse();
        var counting = new Http11NioProtocol() {
            private long count;

            @Override
            public long getConnectionCount() {
                return count;
            }
        };
        none.bound(counting, 0.25);
        counting.count = counting.getMaxConnections() * 3L / 4 - 1;
        assertThat(none.areScarce()).isFalse();
        counting.count = counting.getMaxConnections() * 3L / 4 + 1;
        assertThat(none.areScarce()).isTrue();
    }
}
