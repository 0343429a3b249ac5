package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.time.Duration;
import java.util.Optional;

/// Applies files again and again: when what is in them changes, after an interval, and when it failed. Files are looked
/// at rather than waited for: the folders of a mounted ConfigMap are exchanged behind a symbolic link.
final class FolderWatch {
    static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Terminal terminal;
    private final ConfigurationFiles files;
    private final Duration interval;
    private final Duration look;
    private String fault = ""; // the last one, until something is applied

    /// @param look between one look at the files and the next
    FolderWatch(Terminal terminal, ConfigurationFiles files, Duration interval, Duration look) {
        this.terminal = terminal;
        this.files = files;
        this.interval = interval;
        this.look = look;
    }

    /// Returns when the thread is interrupted.
    void run(Runnable apply) {
        Optional<String> applied = Optional.empty();
        long next = System.nanoTime();
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            Optional<String> now = fingerprint();
            if (!now.equals(applied) || System.nanoTime() - next >= 0) {
                boolean done = attempt(apply);
                failures = done ? 0 : failures + 1;
                applied = now;
                next = System.nanoTime() + (done ? interval : pause(failures)).toNanos();
            }
            try {
                Thread.sleep(look);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /// Each time with a token of its own. What fails again for the same reason is told once.
    private boolean attempt(Runnable apply) {
        try {
            terminal.connectAnew();
            apply.run();
            if (!fault.isEmpty()) {
                terminal.warn("applied again");
                fault = "";
            }
            return true;
        } catch (Failure e) {
            String said = String.valueOf(e.getMessage());
            if (!said.equals(fault)) {
                terminal.warn(said + "\nlightwave: will be tried again, and told when it is something else");
                fault = said;
            }
            return false;
        }
    }

    /// Empty when they cannot be read at this moment.
    private Optional<String> fingerprint() {
        try {
            return Optional.of(files.fingerprint());
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
