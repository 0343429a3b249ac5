package io.lightwave.token.saml.provider;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.provider.StoredServiceProviders.Row;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads metadata again from where it came, every six hours. What cannot be read, or is not accepted, changes
/// nothing, and the audit trail says so: until it expires, the last good one counts.
final class MetadataRefresh {
    private static final Duration PERIOD = Duration.ofHours(6);
    private static final int AT_ONCE = 20;
    private static final Origin HERE = new Origin("", "metadata refresh");

    private final StoredServiceProviders stored;
    private final MetadataSource<ServiceProviderMetadata> source;
    private final ServiceProviders providers;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    MetadataRefresh(
            StoredServiceProviders stored,
            MetadataSource<ServiceProviderMetadata> source,
            ServiceProviders providers,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.stored = stored;
        this.source = source;
        this.providers = providers;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    void refreshDue() {
        List<Row> due;
        do {
            due = stored.takeStale(clock.instant().minus(PERIOD), clock.instant(), AT_ONCE);
            due.forEach(this::refresh);
        } while (due.size() == AT_ONCE);
    }

    private void refresh(Row row) {
        try {
            MetadataSource.Read<ServiceProviderMetadata> read =
                    source.fetched(java.util.Objects.requireNonNull(row.metadataUrl()));
            if (!read.metadata().entityId().equals(row.entityId())) {
                throw new InvalidSamlException("it is another service provider's");
            }
            keep(row, read);
        } catch (IOException | InvalidSamlException e) {
            audit.record(event(row, AuditEvent.Outcome.FAILED, e.getMessage() + whatIsKnown(row)));
        }
    }

    /// It may be something that is no longer accepted itself, which is no reason to stop before the others.
    private static String whatIsKnown(Row row) {
        try {
            return row.serviceProvider()
                    .metadata()
                    .validUntil()
                    .map(end -> "; what is known expires at " + end)
                    .orElse("");
        } catch (InvalidSamlException unreadable) {
            return "; what is known cannot be read: " + unreadable.reason();
        }
    }

    private void keep(Row row, MetadataSource.Read<ServiceProviderMetadata> read) {
        boolean same = read.xml().equals(row.metadata());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var fresh = new Row(
                row.tenant(),
                row.id(),
                row.name(),
                row.entityId(),
                read.xml(),
                row.metadataUrl(),
                now,
                row.settings(),
                row.enabled(),
                row.createdAt(),
                same ? row.updatedAt() : now,
                row.version() + 1);
        transactions.executeWithoutResult(_ -> {
            if (stored.replace(fresh) && !same) {
                providers.changed(row);
                audit.recordChange(event(row, AuditEvent.Outcome.SUCCESS, ""));
            }
        });
    }

    private static AuditEvent event(Row row, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(
                row.tenant(),
                "system",
                "service-provider.refresh",
                "service-provider:" + row.name(),
                outcome,
                reason,
                HERE);
    }
}
