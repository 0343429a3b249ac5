package io.lightwave.token.ldapsource;

import io.lightwave.token.approval.Approvals;
import io.lightwave.token.session.SignIns;

/// Ends what the people of a directory have when it is disabled or removed: their sessions, and what applications got
/// from them, for good too.
final class EndedDirectories {
    private final SourcePeople people;
    private final SignIns signIns;
    private final Approvals approvals;

    EndedDirectories(SourcePeople people, SignIns signIns, Approvals approvals) {
        this.people = people;
        this.signIns = signIns;
        this.approvals = approvals;
    }

    /// Joins the caller's transaction. How many people there are.
    int end(LdapSource source) {
        var all = people.all(source);
        all.forEach(person -> {
            signIns.endAll(source.tenant(), person);
            approvals.endOf(source.tenant(), person, "directory disabled");
        });
        return all.size();
    }
}
