package io.lightwave.directory.feed;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Who has read what from the caches, so that a change wakes only those whom it may concern, however many watch.
///
/// What is read is remembered as 64 bits of it: two things of the same bits wake a watch for nothing, and none is
/// missed.
final class Watches {
    private final ScopedValue<Watched> reading = ScopedValue.newInstance();
    private final Map<Long, Set<Watched>> readers = new ConcurrentHashMap<>();
    private final Set<Watched> all = ConcurrentHashMap.newKeySet();

    ChangeFeed.Watch watch(Runnable onChange) {
        var watched = new Watched(onChange);
        all.add(watched);
        return watched;
    }

    /// To be called before the cache is looked at: a change that comes in between is heard of then.
    ///
    /// @param key whose text is what the feed names
    void reads(TenantId tenant, String kind, Object key) {
        if (reading.isBound()) {
            var watched = reading.get();
            watched.reads(place(tenant, kind, key.toString()));
            watched.reads(place(tenant, kind, ChangeFeed.ALL));
        }
    }

    /// To be called when the caches have dropped it.
    void changed(Touched.Change change) {
        var watched = readers.get(place(change.tenant(), change.kind(), change.key()));
        if (watched != null) {
            watched.forEach(Watched::tell);
        }
    }

    void everythingChanged() {
        all.forEach(Watched::tell);
    }

    private static long place(TenantId tenant, String kind, String key) {
        return mixed(mixed(tenant.hashCode() * 31L + kind.hashCode()) + key.hashCode());
    }

    /// The finalizer of SplittableRandom: every bit depends on every other.
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }

    private void join(Long place, Watched watched) {
        readers.compute(place, (_, present) -> {
            if (present == null) {
                return Set.of(watched); // most of what a watch reads, nobody else does
            }
            if (present instanceof ConcurrentHashMap.KeySetView<?, ?>) {
                present.add(watched);
                return present;
            }
            Set<Watched> several = ConcurrentHashMap.newKeySet();
            several.addAll(present);
            several.add(watched);
            return several;
        });
    }

    private void leave(Long place, Watched watched) {
        readers.computeIfPresent(place, (_, present) -> {
            if (present instanceof ConcurrentHashMap.KeySetView<?, ?>) {
                present.remove(watched);
                return present.isEmpty() ? null : present;
            }
            return present.contains(watched) ? null : present;
        });
    }

    private final class Watched implements ChangeFeed.Watch {
        private final Runnable onChange;
        private Set<Long> before = Set.of();
        private Set<Long> now = Set.of();

        Watched(Runnable onChange) {
            this.onChange = onChange;
        }

        void tell() {
            onChange.run();
        }

        private void reads(Long place) {
            if (now.add(place) && !before.contains(place)) {
                join(place, this);
            }
        }

        @Override
        public <T> T reading(Supplier<T> reads) {
            now = HashSet.newHashSet(before.size());
            try {
                return ScopedValue.where(reading, this).call(reads::get);
            } finally {
                before.stream().filter(place -> !now.contains(place)).forEach(place -> leave(place, this));
                before = now;
            }
        }

        @Override
        public void close() {
            all.remove(this);
            before.forEach(place -> leave(place, this));
            before = Set.of();
        }
    }
}
