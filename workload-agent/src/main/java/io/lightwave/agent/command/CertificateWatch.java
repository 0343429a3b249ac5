package io.lightwave.agent.command;

import io.lightwave.agent.connection.Backoff;
import io.lightwave.agent.connection.EventStream;
import io.lightwave.agent.connection.Failure;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Prints a stream of events line by line. When the stream ends, another one goes on from the last event that was told.
final class CertificateWatch {
    static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int SERVER_ERROR = 500;
    private static final int NO_STATUS = 0;

    private final Terminal terminal;
    private final Terminal.Output output;
    private final JsonMapper json = JsonMapper.shared();
    private final String path;
    private final Backoff backoff;
    private String last;

    /// @param after the id of the event to go on from; empty for what happens next
    /// @param pause before another stream is asked for, about; longer each time that the server is not there
    CertificateWatch(Terminal terminal, Terminal.Output output, String path, String after, Duration pause) {
        this.terminal = terminal;
        this.output = output;
        this.path = path;
        this.last = after;
        this.backoff = new Backoff(RandomGenerator.getDefault(), pause, LONGEST_PAUSE);
    }

    /// Returns when the thread is interrupted.
    ///
    /// @param once return when the stream ends
    void run(boolean once) {
        try (var watch = Executors.newSingleThreadScheduledExecutor()) {
            follow(watch);
            while (!once && terminal.isHeard() && sleeps(backoff.next(Duration.ZERO))) {
                if (comesInAnew(watch)) {
                    backoff.reset();
                }
            }
            watch.shutdownNow();
        }
    }

    private static boolean sleeps(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// False when the server was not there; a refusal ends the command.
    private boolean comesInAnew(ScheduledExecutorService watch) {
        try {
            terminal.connectAnew(); // with a token of its own
            follow(watch);
            return true;
        } catch (Failure e) {
            if (e.status() != NO_STATUS && e.status() < SERVER_ERROR) {
                throw e;
            }
            terminal.warn(e.getMessage() + "\nlightwave: will be tried again");
            return false;
        }
    }

    private void follow(ScheduledExecutorService watch) {
        try (var stream = new EventStream(terminal.server().events(path, last), watch)) {
            for (var next = stream.next(); next.isPresent() && terminal.isHeard(); next = stream.next()) {
                if (!next.get().id().isEmpty()) {
                    last = next.get().id();
                }
                if (!next.get().type().isEmpty()) {
                    show(next.get());
                }
            }
        }
    }

    private void show(EventStream.Event event) {
        JsonNode certificate = json.readTree(event.data());
        if (output.format == Terminal.Format.table) {
            String whose = certificate
                    .path("spiffeId")
                    .asString(certificate.path("subject").asString(""));
            terminal.line("%-8s  %-32s  %-12s  %s  %s"
                    .formatted(
                            event.type(),
                            certificate.path("serial").asString(""),
                            certificate.path("profile").asString(""),
                            certificate.path("id").asString(""),
                            whose)
                    .stripTrailing());
            return;
        }
        ObjectNode line = json.createObjectNode();
        line.put("event", event.type()).put("after", last).set("certificate", certificate);
        terminal.line(
                output.format == Terminal.Format.json ? json.writeValueAsString(line) : "---\n" + YamlText.of(line));
    }
}
