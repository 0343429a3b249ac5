package io.lightwave.bench;

/// How long operations took, counted by hundredths of a millisecond.
final class Latencies {
    private static final int PER_MILLISECOND = 100;
    private static final int LONGEST = 1_000 * PER_MILLISECOND; // whatever takes longer counts as a second

    private final int[] counts = new int[LONGEST + 1];
    private long total;

    void add(long nanoseconds) {
        counts[(int) Math.min(nanoseconds * PER_MILLISECOND / 1_000_000, LONGEST)]++;
        total++;
    }

    synchronized void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /// How many operations there were.
    synchronized long total() {
        return total;
    }

    /// In milliseconds.
    synchronized double percentile(double fraction) {
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below >= total * fraction) {
                return (i + 1.0) / PER_MILLISECOND;
            }
        }
        return 0;
    }
}
