package io.lightwave.token.ldapsource;

import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectId;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.logout.SignOut;
import java.util.List;

/// Ends what the people of a directory have when it is disabled or removed: their sessions, and what applications got
/// from them, for good too.
final class EndedDirectories {
    private static final String DISABLED = "directory disabled";

    private final SourcePeople people;
    private final SignOut signOut;
    private final Approvals approvals;

    EndedDirectories(SourcePeople people, SignOut signOut, Approvals approvals) {
        this.people = people;
        this.signOut = signOut;
        this.approvals = approvals;
    }

    /// Joins the caller's transaction.
    void end(LdapSource source, Caller caller) {
        List<SubjectId> all = people.all(source);
        approvals.endOf(source.tenant(), all, DISABLED);
        signOut.endAll(source.tenant(), all, caller.actor(), DISABLED, caller.origin());
    }
}
