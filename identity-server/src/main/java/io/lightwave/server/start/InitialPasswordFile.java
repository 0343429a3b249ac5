package io.lightwave.server.start;

import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes `initial-admin-password` once it is no longer the administrator's: a password change raises the epoch.
final class InitialPasswordFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InitialPasswordFile.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final DataFolder folder;
    private final Subjects subjects;
    private final FirstStart firstStart;
    private @Nullable Thread watch; // null when there is nothing to watch

    InitialPasswordFile(DataFolder folder, Subjects subjects, FirstStart firstStart) {
        this.folder = folder;
        this.subjects = subjects;
        this.firstStart = firstStart;
    }

    synchronized void begin() {
        if (folder.read(folder.administratorPassword()).isPresent()) {
            watch = Thread.ofVirtual().name("initial-password").start(this::watch);
        }
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                if (isOver()) {
                    folder.remove(folder.administratorPassword());
                    LOG.info("the administrator's password was changed: initial-admin-password is removed");
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("cannot tell whether the initial password is still in use: {}", e.toString());
            }
        }
    }

    private boolean isOver() {
        Optional<FirstStart.Finished> finished = firstStart.finished();
        if (finished.isEmpty()) {
            return false;
        }
        Optional<Subject> admin =
                subjects.byId(finished.get().tenant(), finished.get().admin());
        return admin.map(subject -> subject.epoch() != finished.get().adminEpoch())
                .orElse(true);
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
