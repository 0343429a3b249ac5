package io.lightwave.directory.access;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryReferences;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Takes entries that are deleted out of the rules that name them. A rule that nobody is a subject of any more, or that
/// would be about nothing, goes with them.
final class RulesOfTheGone implements EntryReferences {
    private static final Origin OWN = new Origin("", "");

    private final RuleRows rows;
    private final ChangeFeed feed;
    private final Audit audit;
    private final InstantSource clock;

    RulesOfTheGone(RuleRows rows, ChangeFeed feed, Audit audit, InstantSource clock) {
        this.rows = rows;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void forget(Entry entry) {
        TenantId tenant = entry.tenant();
        if (rows.naming(tenant, entry.id()).isEmpty()) {
            return;
        }
        rows.lock(tenant);
        for (Rule rule : rows.naming(tenant, entry.id())) {
            List<String> left = rule.subjects().stream()
                    .filter(subject -> !subject.equals(entry.id().toString()))
                    .toList();
            boolean goes = left.isEmpty() || rule.base().equals(entry.id());
            if (goes) {
                rows.delete(tenant, rule.id());
            } else {
                rows.update(tenant, rule.of(left, clock.instant().truncatedTo(ChronoUnit.MICROS)));
            }
            audit.recordChange(new AuditEvent(
                    tenant,
                    "server",
                    goes ? "access-rule.delete" : "access-rule.update",
                    rule.name(),
                    AuditEvent.Outcome.SUCCESS,
                    "it named %s, which is deleted".formatted(entry.name()),
                    OWN));
        }
        feed.append(tenant, AccessControl.KIND, AccessControl.KIND);
    }
}
