package io.lightwave.directory.audit;

import io.lightwave.directory.AuditCheck;
import io.lightwave.directory.AuditCheck.Finding;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.audit.AuditSeal.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Looks whether events are what was sealed: none changed, none gone, none put in later, and no seal made by anybody
/// else or taken out of its row.
final class AuditVerification {
    private static final int SEALS = 2_000;
    private static final int MOST_FINDINGS = 100;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern ANCHOR = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;
    private final SealedKeys keys;

    /// @param snapshot in which everything is seen as of one moment
    AuditVerification(JdbcClient jdbc, TransactionTemplate snapshot, SealedKeys keys) {
        this.jdbc = jdbc;
        this.snapshot = snapshot;
        this.keys = keys;
    }

    private record Anchor(long number, String hash) {
        static @Nullable Anchor parse(@Nullable String text) {
            if (text == null) {
                return null;
            }
            var parts = ANCHOR.matcher(text);
            if (!parts.matches()) {
                throw new InvalidFieldException("anchor", "is not number:hash");
            }
            return new Anchor(Long.parseLong(parts.group(1)), parts.group(2));
        }
    }

    private record Removed(Link link, String mac) {}

    AuditCheck check(TenantId tenant, @Nullable String cursor, @Nullable String anchorText) {
        if (cursor != null && !NUMBER.matcher(cursor).matches()) {
            throw new InvalidFieldException("cursor", "not one of ours");
        }
        Anchor anchor = Anchor.parse(anchorText);
        return snapshot.execute(_ -> new Look(tenant, anchor).at(cursor == null ? 0 : Long.parseLong(cursor)));
    }

    private final class Look {
        private final TenantId tenant;
        private final @Nullable Anchor anchor;
        private final List<Finding> findings = new ArrayList<>();
        private long events;

        private Look(TenantId tenant, @Nullable Anchor anchor) {
            this.tenant = tenant;
            this.anchor = anchor;
        }

        private AuditCheck at(long from) {
            Optional<Removed> removed = removed();
            long removedUpTo = removed.map(gone -> gone.link.number()).orElse(0L);
            Link link = from > removedUpTo
                    ? seal(from)
                    : removed.map(this::believed).orElse(Link.NONE);
            List<AuditSeal> seals = seals(link.number());
            for (AuditSeal seal : seals) {
                check(seal, link);
                link = seal.link();
            }
            boolean more = seals.size() == SEALS;
            long unsealed = more ? 0 : theRest(link);
            AuditSeal last = seals.isEmpty() ? null : seals.getLast();
            return new AuditCheck(
                    seals.size(),
                    events,
                    unsealed,
                    removedUpTo,
                    last == null ? null : new AuditCheck.Head(last.number(), last.hash(), last.sealedAt()),
                    findings,
                    more ? Long.toString(link.number()) : null);
        }

        private void found(long seal, String problem) {
            if (findings.size() < MOST_FINDINGS) {
                findings.add(new Finding(seal, problem));
            }
        }

        private void check(AuditSeal seal, Link before) {
            if (seal.number() != before.number() + 1) {
                found(seal.number(), "the seals before it are missing, from %d on".formatted(before.number() + 1));
            } else if (!seal.follows(before)) {
                found(seal.number(), "it does not continue the seal before, or has been changed");
            }
            if (!seal.isOurs(keys)) {
                found(seal.number(), "it was not made by this server's key");
            }
            if (anchor != null && anchor.number == seal.number() && !AuditSeal.equal(anchor.hash, seal.hash())) {
                found(seal.number(), "its hash is not the anchor's");
            }
            AuditSeal.Content content = content(seal);
            if (!seal.covers(content)) {
                found(
                        seal.number(),
                        content.count() == seal.events()
                                ? "its events have been changed"
                                : "%d events were sealed, and %d are there".formatted(seal.events(), content.count()));
            }
            events += content.count();
        }

        /// What no seal covers may only be younger than the last sealing.
        private long theRest(Link last) {
            if (anchor != null && anchor.number > last.number()) {
                found(anchor.number, "the trail ends before the anchor, with seal %d".formatted(last.number()));
            }
            record Rest(long unsealed, long overlooked) {}
            Rest rest = jdbc.sql("""
                            SELECT count(*) FILTER (WHERE e.epoch = s.epoch AND e.xid >= s.up_to) AS unsealed,
                                   count(*) FILTER (WHERE e.epoch <> s.epoch OR e.xid < s.up_to) AS overlooked
                            FROM audit_event e CROSS JOIN audit_sealing s
                            WHERE e.tenant_id = :tenant AND (e.epoch, e.xid) >= (:epoch, :upTo::xid8)""")
                    .param("tenant", tenant.value())
                    .param("epoch", last.epoch())
                    .param("upTo", Long.toString(last.upTo()))
                    .query((row, _) -> new Rest(row.getLong("unsealed"), row.getLong("overlooked")))
                    .single();
            if (rest.overlooked > 0) {
                found(last.number(), "%d older events follow it, and no seal covers them".formatted(rest.overlooked));
            }
            return rest.unsealed;
        }

        private Link believed(Removed removed) {
            Link link = removed.link;
            long older = jdbc.sql("""
                            SELECT count(*) FROM audit_event
                            WHERE tenant_id = ? AND (epoch, xid) < (?, ?::xid8)""")
                    .param(tenant.value())
                    .param(link.epoch())
                    .param(Long.toString(link.upTo()))
                    .query(Long.class)
                    .single();
            if (older > 0) {
                found(link.number(), "%d events are older than what was removed".formatted(older));
            }
            if (!AuditSeal.equal(AuditSeal.macOfRemoval(keys, tenant, link), removed.mac)) {
                found(link.number(), "what was before it was not removed by this server");
            }
            return link;
        }

        private Optional<Removed> removed() {
            return jdbc.sql("SELECT %s, mac FROM audit_removed WHERE tenant_id = ?".formatted(Link.COLUMNS))
                    .param(tenant.value())
                    .query((row, _) -> new Removed(Link.read(row), row.getString("mac")))
                    .optional();
        }

        private Link seal(long number) {
            return jdbc.sql("SELECT %s FROM audit_seal WHERE tenant_id = ? AND number = ?".formatted(Link.COLUMNS))
                    .param(tenant.value())
                    .param(number)
                    .query((row, _) -> Link.read(row))
                    .optional()
                    .orElseThrow(() -> new InvalidFieldException("cursor", "not one of ours"));
        }

        private List<AuditSeal> seals(long after) {
            return jdbc.sql("""
                            SELECT tenant_id, number, epoch, since::text AS since, up_to::text AS up_to, events, content,
                                   hash, mac, sealed_at
                            FROM audit_seal WHERE tenant_id = ? AND number > ? ORDER BY number LIMIT ?""")
                    .param(tenant.value())
                    .param(after)
                    .param(SEALS)
                    .query((row, _) -> AuditSeal.read(row))
                    .list();
        }

        private AuditSeal.Content content(AuditSeal seal) {
            var content = new AuditSeal.Content();
            jdbc.sql("""
                            SELECT %s FROM audit_event
                            WHERE tenant_id = ? AND epoch = ? AND xid >= ?::xid8 AND xid < ?::xid8 ORDER BY %s""".formatted(AuditSeal.Content.COLUMNS, AuditSeal.Content.ORDER))
                    .param(tenant.value())
                    .param(seal.epoch())
                    .param(Long.toString(seal.since()))
                    .param(Long.toString(seal.upTo()))
                    .query(content::add);
            return content;
        }
    }
}
