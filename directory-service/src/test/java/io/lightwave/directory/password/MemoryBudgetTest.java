package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threat 19: hashing is bounded")
class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Integer use(int memory) {
        return budget.with(memory, () -> {
            most.accumulateAndGet(inUse.addAndGet(memory), Math::max);
            for (int n = 0; n < 1_000; n++) {
                Thread.onSpinWait();
            }
            return inUse.addAndGet(-memory);
        });
    }

    @Test
    void what_is_used_at_a_time_is_never_more_than_there_is() throws Exception {
        var uses = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int n = 0; n < 2_000; n++) {
                int memory = 30 + n % 40;
                uses.add(threads.submit(() -> use(memory)));
            }
            for (Future<Integer> use : uses) {
                use.get();
            }
        }
        assertThat(most.get()).isBetween(30, 100);
    }

    @Test
    void what_is_larger_than_all_runs_alone() {
        assertThat(budget.with(1_000, () -> "done")).isEqualTo("done");
    }

    @Test
    void what_fails_gives_back_what_it_had() {
        for (int n = 0; n < 3; n++) {
            assertThatThrownBy(() -> budget.with(100, () -> {
                        throw new IllegalStateException("fails");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(budget.with(100, () -> "done")).isEqualTo("done");
    }
}
