package io.lightwave.token.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.session.LiveSession;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Signs a person out elsewhere too, by leading their browser from one place to the next, or without it. Asked before
/// the session ends.
public interface FurtherLogout {

    /// Where the browser begins; empty when there is nobody to go to.
    ///
    /// @param destination where it goes on to in the end; empty for a page of ours
    Optional<String> begin(Tenant tenant, LiveSession session, Optional<String> destination);

    /// Whether there is somebody who does not hear of it but in the browser.
    boolean needsBrowser(Tenant tenant, LiveSession session);

    /// Tells those who hear of it without the browser, once the session has ended; otherwise they are told a little
    /// later. False when one of them could not be told now.
    default boolean tell(Tenant tenant, UUID session) {
        return true;
    }

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
