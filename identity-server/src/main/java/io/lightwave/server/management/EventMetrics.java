package io.lightwave.server.management;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Counts security decisions by action and outcome on their way into the audit trail: tokens, binds, certificates,
/// refusals.
final class EventMetrics implements Audit {
    private record Key(String action, AuditEvent.Outcome outcome) {}

    private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Audit trail;
    private final MeterRegistry registry;

    EventMetrics(Audit trail, MeterRegistry registry) {
        this.trail = trail;
        this.registry = registry;
    }

    @Override
    public void record(AuditEvent event) {
        trail.record(event);
        count(event);
    }

    @Override
    public void recordChange(AuditEvent event) {
        trail.recordChange(event);
        count(event);
    }

    @Override
    public void recordChanges(Connection connection, List<AuditEvent> events) throws SQLException {
        trail.recordChanges(connection, events);
        events.forEach(this::count);
    }

    private void count(AuditEvent event) {
        counters.computeIfAbsent(new Key(event.action(), event.outcome()), this::counter)
                .increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("lightwave.events")
                .tag("action", key.action())
                .tag("outcome", key.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
