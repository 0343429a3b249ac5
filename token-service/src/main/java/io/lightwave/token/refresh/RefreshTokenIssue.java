package io.lightwave.token.refresh;

import io.lightwave.token.approval.Approval;

/// Issues the first refresh token of an approval.
public final class RefreshTokenIssue {
    private final Families families;

    RefreshTokenIssue(Families families) {
        this.families = families;
    }

    /// The token, for its client only. Joins the caller's transaction.
    public String issue(Approval approval) {
        return families.begin(approval).text();
    }
}
