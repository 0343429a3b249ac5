package io.lightwave.server.audit;

import io.lightwave.directory.RecurringTask;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/// The copies that the operator wants, each at its own pace.
final class AuditCopying implements SmartLifecycle {
    private final List<RecurringTask> tasks;

    AuditCopying(List<AuditCopy> copies) {
        this.tasks = copies.stream()
                .map(copy -> new RecurringTask("audit-copy-" + copy.name(), AuditCopy.INTERVAL, copy::catchUp))
                .toList();
    }

    @Override
    public void start() {
        tasks.forEach(RecurringTask::start);
    }

    @Override
    public void stop() {
        tasks.forEach(RecurringTask::stop);
    }

    @Override
    public boolean isRunning() {
        return tasks.stream().anyMatch(RecurringTask::isRunning);
    }
}
