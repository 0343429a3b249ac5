package io.lightwave.token.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.session.LiveSession;
import java.util.List;
import java.util.Optional;

/// Signs a person out elsewhere too, by leading their browser from one place to the next. Asked before the session
/// ends.
public interface FurtherLogout {

    /// Where the browser begins; empty when there is nobody to go to.
    ///
    /// @param destination where it goes on to in the end; empty for a page of ours
    Optional<String> begin(Tenant tenant, LiveSession session, Optional<String> destination);

    /// Leads the browser to all of them, one after the other.
    ///
    /// @param destination where it goes on to in the end; empty for a page of ours
    /// @return where it begins; empty when there is nobody to go to
    static Optional<String> begin(
            List<FurtherLogout> all, Tenant tenant, LiveSession session, Optional<String> destination) {
        Optional<String> next = destination;
        boolean any = false;
        for (FurtherLogout one : all) {
            Optional<String> first = one.begin(tenant, session, next);
            any |= first.isPresent();
            next = first.isPresent() ? first : next;
        }
        return any ? next : Optional.empty();
    }
}
