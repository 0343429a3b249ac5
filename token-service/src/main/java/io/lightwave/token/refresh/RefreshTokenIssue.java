package io.lightwave.token.refresh;

import io.lightwave.token.approval.Approval;
import java.util.Optional;

/// Issues the first refresh token of an approval.
public final class RefreshTokenIssue {
    private final Families families;

    RefreshTokenIssue(Families families) {
        this.families = families;
    }

    /// The token, for its client only. Joins the caller's transaction.
    ///
    /// @param binding what every use must prove to have (RFC 9449 §5, RFC 8705 §4); empty for a client that
    ///     authenticates, or that proved nothing
    public String issue(Approval approval, Optional<String> binding) {
        return families.begin(approval, binding).text();
    }
}
