package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
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
        return budget.with(memory, _ -> {
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
        assertThat(budget.<String>with(1_000, _ -> "done")).isEqualTo("done");
    }

    @Test
    void what_fails_gives_back_what_it_had() {
        for (int n = 0; n < 3; n++) {
            assertThatThrownBy(() -> budget.with(100, _ -> {
                        throw new IllegalStateException("fails");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(budget.<String>with(100, _ -> "done")).isEqualTo("done");
    }

    @Test
    void what_is_kept_for_later_is_no_more_than_there_is() {
        var two = new MemoryBudget(2 * Argon2Cost.DEFAULT.memory() + 1_000);
        Set<Object> first = atOnce(two, 5);
        assertThat(first).hasSize(5);
        Set<Object> again = atOnce(two, 5);
        assertThat(again).hasSize(5);
        again.retainAll(first);
        assertThat(again).hasSize(2);
    }

    /// The blocks that so many get who use them at the same time.
    private static Set<Object> atOnce(MemoryBudget budget, int count) {
        return budget.with(1, blocks -> {
            Set<Object> all = count == 1 ? new HashSet<>() : atOnce(budget, count - 1);
            all.add(blocks);
            return all;
        });
    }
}
