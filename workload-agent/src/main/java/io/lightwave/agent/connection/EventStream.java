package io.lightwave.agent.connection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events (HTML §9.2). A stream that is silent for too long is closed, since nobody may be at its
/// other end any more.
public final class EventStream implements AutoCloseable {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int LONGEST_LINE = 64 << 20;

    private final InputStream in;
    private final BufferedReader lines;
    private final ScheduledExecutorService watch;
    private ScheduledFuture<?> end;

    /// One event.
    ///
    /// @param type may be empty, for a sign of life
    /// @param id of it, and from then on; empty when it leaves the one before
    public record Event(String type, String id, String data) {}

    /// @param watch closes it when it is silent for too long
    public EventStream(InputStream in, ScheduledExecutorService watch) {
        this.in = in;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 16 << 10);
        this.watch = watch;
        this.end = endLater();
    }

    private ScheduledFuture<?> endLater() {
        return watch.schedule(this::close, LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits for the next event; comments are events without a type. Empty when the stream has ended.
    public Optional<Event> next() {
        String type = "";
        String id = "";
        var data = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return Optional.empty();
            }
            if (line.isEmpty()) {
                return Optional.of(new Event(type, id, data.toString()));
            }
            if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line, 6, line.length());
            }
        }
    }

    /// Null at the end.
    private @Nullable String line() {
        try {
            var line = new StringBuilder();
            int one = lines.read();
            if (one < 0) {
                return null;
            }
            end.cancel(false);
            end = endLater();
            while (one != '\n' && one >= 0) {
                if (line.length() >= LONGEST_LINE) {
                    return null;
                }
                line.append((char) one);
                one = lines.read();
            }
            return one < 0 ? null : line.toString();
        } catch (IOException ended) {
            return null;
        }
    }

    @Override
    public void close() {
        end.cancel(false);
        try {
            in.close();
        } catch (IOException closed) {
            // it is
        }
    }
}
