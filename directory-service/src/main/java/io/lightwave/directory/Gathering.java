package io.lightwave.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionSystemException;

/// Lets those who write at the same time share a transaction, since a commit costs as much as many changes. One thread
/// works for all, so that nobody's work ends with somebody else's connection.
///
/// Writers come back as soon as they are let go, so a turn begins when as many are there as in the last one, or after
/// a moment; a single writer waits for nobody.
public final class Gathering<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    /// So many share a transaction at most, to keep it short.
    private static final int MOST = 32;

    private static final long LONGEST_PATIENCE = Duration.ofMillis(2).toNanos();
    private static final long IDLE = Duration.ofMinutes(1).toNanos();
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final Duration END = Duration.ofSeconds(10);

    private final Function<List<T>, List<T>> work;
    private final BlockingQueue<Place<T>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;

    /// How many have to be there before the thread is woken.
    private volatile int enough = NOBODY;

    private int expected = 1; // these two are the thread's own
    private long patience; // in nanoseconds

    /// What one writer wants, and whether it has been done.
    private record Place<T>(T asked, CompletableFuture<Boolean> done) {}

    /// @param name of its thread
    /// @param work does what it can, and returns that; of the others nothing has been done
    public Gathering(String name, Function<List<T>, List<T>> work) {
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// Lets its thread begin; whoever joins before waits for that.
    public void start() {
        thread.start();
    }

    /// Whether it has been done, together with what others asked; if not, nothing of it has.
    ///
    /// @throws TransactionSystemException when that is not known
    public boolean join(T asked) {
        var place = new Place<>(asked, new CompletableFuture<>());
        if (closed) {
            return false;
        }
        queue.add(place);
        if (ended) {
            letGo();
        } else if (queue.size() >= enough) {
            LockSupport.unpark(thread);
        }
        try {
            return place.done.get();
        } catch (ExecutionException e) {
            throw new TransactionSystemException(
                    "the transaction that was shared has failed", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransactionSystemException("interrupted while others wrote", e);
        }
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                await(1, IDLE);
                Place<T> first = queue.poll();
                if (first != null) {
                    turn(first);
                }
            }
        } finally {
            closed = true;
            ended = true;
            letGo();
        }
    }

    /// Until so many are there, for so long at most, or until it is closed.
    private void await(int wanted, long nanos) {
        long deadline = System.nanoTime() + nanos;
        enough = wanted;
        while (queue.size() < wanted && !closed && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
            if (Thread.currentThread().isInterrupted()) {
                LOG.error("{} was interrupted", thread.getName());
                closed = true;
            }
        }
        enough = NOBODY;
    }

    private void letGo() {
        for (Place<T> place = queue.poll(); place != null; place = queue.poll()) {
            place.done.complete(false);
        }
    }

    private void turn(Place<T> first) {
        await(expected - 1, patience);
        var places = new ArrayList<Place<T>>(MOST);
        places.add(first);
        queue.drainTo(places, MOST - 1);
        long began = System.nanoTime();
        workFor(places);
        patience = Math.min(LONGEST_PATIENCE, (System.nanoTime() - began) / 2);
        expected = Math.min(MOST, places.size() + queue.size());
    }

    private void workFor(List<Place<T>> places) {
        try {
            List<T> done = work.apply(places.stream().map(Place::asked).toList());
            places.forEach(place -> place.done.complete(done.stream().anyMatch(one -> isSame(one, place.asked))));
        } catch (RuntimeException | Error e) { // whoever waits learns of it, and logs it
            places.forEach(place -> place.done.completeExceptionally(e));
        }
    }

    @SuppressWarnings("ReferenceEquality") // two may ask for the same
    private static <T> boolean isSame(T one, T other) {
        return one == other;
    }

    /// Does what waits, then ends; whoever comes later does it alone.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
