package io.lightwave.token.saml;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Says in the audit trail, and so in the metrics, that metadata or certificates of a partner are about to end:
/// 30 days before, 7 days before, and when it has happened. Metadata that are read again from an address are
/// new long before, so that the last two days are enough. Each is said once, on whichever node.
public final class MetadataExpiry {
    private static final int AT_ONCE = 100;
    private static final List<Integer> DAYS = List.of(0, 7, 30);
    private static final List<Integer> DAYS_IF_READ_AGAIN = List.of(0, 2);
    private static final Origin OWN = new Origin("", "");

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;
    private final Kind kind;

    /// @param name of such partners in the audit trail
    /// @param table with their metadata
    /// @param condition which of them are of interest
    /// @param reader of their metadata
    public record Kind(
            String name, String table, String condition, Function<String, ? extends EntityMetadata> reader) {}

    public MetadataExpiry(
            JdbcClient jdbc, TransactionTemplate transactions, Audit audit, InstantSource clock, Kind kind) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.kind = kind;
    }

    private record Partner(TenantId tenant, UUID id, String name, String metadata, boolean readAgain, String said) {}

    /// All tenants' partners, once.
    public void look() {
        String tenant = "";
        UUID id = new UUID(0, 0);
        List<Partner> some;
        do {
            some = after(tenant, id);
            some.forEach(this::look);
            if (!some.isEmpty()) {
                tenant = some.getLast().tenant().value();
                id = some.getLast().id();
            }
        } while (some.size() == AT_ONCE);
    }

    private List<Partner> after(String tenant, UUID id) {
        return jdbc.sql("""
                select tenant_id, id, name, metadata, metadata_url is not null, coalesce(expiry_notice, '') from %s
                 where (tenant_id, id) > (?, ?) and metadata is not null and %s order by tenant_id, id limit ?""".formatted(kind.table(), kind.condition()))
                .param(tenant)
                .param(id)
                .param(AT_ONCE)
                .query((row, _) -> new Partner(
                        new TenantId(row.getString(1)),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getString(6)))
                .list();
    }

    private void look(Partner partner) {
        String notice = notice(partner);
        if (notice.equals(partner.said())) {
            return;
        }
        transactions.executeWithoutResult(_ -> {
            if (isFirstToSay(partner, notice) && !notice.isEmpty()) {
                say(partner, notice);
            }
        });
    }

    private void say(Partner partner, String notice) {
        audit.recordChange(new AuditEvent(
                partner.tenant(),
                "server",
                kind.name() + ".expiring",
                kind.name() + ":" + partner.name(),
                AuditEvent.Outcome.SUCCESS,
                notice,
                OWN));
    }

    private boolean isFirstToSay(Partner partner, String notice) {
        return jdbc.sql("update %s set expiry_notice = ? where tenant_id = ? and id = ?".formatted(kind.table())
                                + " and coalesce(expiry_notice, '') = ?")
                        .param(notice)
                        .param(partner.tenant().value())
                        .param(partner.id())
                        .param(partner.said())
                        .update()
                == 1;
    }

    /// What is to be said now; empty for nothing.
    private String notice(Partner partner) {
        EntityMetadata metadata;
        try {
            metadata = kind.reader().apply(partner.metadata());
        } catch (InvalidSamlException unreadable) {
            return "its metadata can no longer be read: " + unreadable.reason();
        }
        return said("its metadata", metadata.validUntil(), partner.readAgain() ? DAYS_IF_READ_AGAIN : DAYS)
                .or(() -> said("a certificate of its", metadata.certificatesUntil(), DAYS))
                .orElse("");
    }

    private Optional<String> said(String what, Optional<Instant> end, List<Integer> thresholds) {
        Instant now = clock.instant();
        return end.flatMap(instant -> thresholds.stream()
                .filter(days -> !instant.isAfter(now.plus(Duration.ofDays(days))))
                .findFirst()
                .map(days -> days == 0
                        ? "%s ended %s".formatted(what, instant)
                        : "%s ends %s, in less than %d days".formatted(what, instant, days)));
    }
}
