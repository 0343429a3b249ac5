package io.lightwave.token.federation;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.Set;

/// Groups that rules put people into for as long as somebody else says what a rule goes by.
public final class RuledGroups {
    private final Subjects subjects;

    public RuledGroups(Subjects subjects) {
        this.subjects = subjects;
    }

    /// Puts the person into those that are wanted and takes them out of the other ruled ones; leaves all others alone.
    /// Joins the caller's transaction.
    public void follow(TenantId tenant, SubjectId person, Collection<String> ruled, Set<String> wanted) {
        if (ruled.isEmpty()) {
            return;
        }
        Set<String> present = subjects.groupsOf(tenant, person);
        ruled.stream().distinct().forEach(group -> {
            if (wanted.contains(group) && !present.contains(group)) {
                subjects.addToGroup(tenant, group, person);
            } else if (!wanted.contains(group) && present.contains(group)) {
                subjects.removeFromGroup(tenant, group, person);
            }
        });
    }
}
