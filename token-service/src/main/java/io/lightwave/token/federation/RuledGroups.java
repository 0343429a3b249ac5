package io.lightwave.token.federation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.Set;

/// Groups that rules put people into for as long as somebody else says what a rule goes by.
public final class RuledGroups {
    private final Subjects subjects;
    private final Audit audit;

    public RuledGroups(Subjects subjects, Audit audit) {
        this.subjects = subjects;
        this.audit = audit;
    }

    /// Puts the person into those that are wanted and takes them out of the other ruled ones; leaves all others alone.
    /// The last administrator stays one, whatever a rule says, and that is audited. Joins the caller's transaction.
    ///
    /// @param by whose rules they are, as the audit trail names it
    public void follow(
            TenantId tenant, SubjectId person, Collection<String> ruled, Set<String> wanted, String by, Origin origin) {
        if (ruled.isEmpty()) {
            return;
        }
        Set<String> present = subjects.groupsOf(tenant, person);
        ruled.stream().distinct().forEach(group -> {
            if (wanted.contains(group) && !present.contains(group)) {
                subjects.addToGroup(tenant, group, person);
            } else if (!wanted.contains(group) && present.contains(group)) {
                boolean removed = subjects.removeFromGroup(tenant, group, person);
                if (!removed) {
                    audit.record(new AuditEvent(
                            tenant,
                            by,
                            "entry.modify",
                            "group:" + group,
                            AuditEvent.Outcome.REFUSED,
                            "%s stays in: the tenant would have no administrator".formatted(person),
                            origin));
                }
            }
        });
    }
}
