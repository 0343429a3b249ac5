package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final List<Integer> turns = new ArrayList<>(); // of one thread

    private List<Integer> even(List<Integer> asked) {
        turns.add(asked.size());
        return asked.stream().filter(number -> number % 2 == 0).toList();
    }

    @Test
    void whoever_joins_learns_whether_it_was_done_and_those_who_come_together_share_turns() throws Exception {
        try (var gathering = new Gathering<>("gathering-test", this::even);
                var workers = Executors.newFixedThreadPool(8)) {
            var together = new CountDownLatch(1);
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                writers.add(() -> {
                    together.await();
                    return gathering.join(number);
                });
            }
            List<Future<Boolean>> done = writers.stream().map(workers::submit).toList();
            together.countDown();
            gathering.start();
            for (int i = 0; i < 400; i++) {
                assertThat(done.get(i).get()).as("%d", i).isEqualTo(i % 2 == 0);
            }
        }
        assertThat(turns.stream().mapToInt(Integer::intValue).sum()).isEqualTo(400);
        assertThat(turns).hasSizeLessThan(400).allMatch(size -> size <= 32);
    }

    @Test
    void one_alone_needs_nobody_else_however_long_it_waited() {
        try (var gathering = new Gathering<>("gathering-test", this::even)) {
            gathering.start();
            assertThat(gathering.join(2)).isTrue();
            assertThat(gathering.join(3)).isFalse();
            assertThat(gathering.join(4)).isTrue();
        }
        assertThat(turns).containsExactly(1, 1, 1);
    }

    @Test
    void once_it_is_closed_nothing_is_done() {
        var gathering = new Gathering<>("gathering-test", this::even);
        gathering.start();
        gathering.close();
        assertThat(gathering.join(2)).isFalse();
        assertThat(turns).isEmpty();
    }
}
