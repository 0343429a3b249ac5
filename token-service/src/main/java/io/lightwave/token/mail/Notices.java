package io.lightwave.token.mail;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.language.Text;
import java.time.InstantSource;

/// Tells people by letter of what changed in how they sign in, so that nobody else does it unnoticed.
public final class Notices {
    private final Mailer mailer;
    private final InstantSource clock;

    Notices(Mailer mailer, InstantSource clock) {
        this.mailer = mailer;
        this.clock = clock;
    }

    /// What may have changed.
    public enum Change {
        PASSWORD("letter.changed.password"),
        FACTOR_ADDED("letter.changed.factor-added"),
        FACTOR_REMOVED("letter.changed.factor-removed"),
        SESSIONS_ENDED("letter.changed.sessions-ended");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    /// Nobody is told without an address, or where no letters are sent.
    public void tell(Tenant tenant, ActivePrincipal person, Change change, Origin origin) {
        Text what = Text.of(change.words);
        mailer.notice(
                person,
                Text.of("letter.subject", what, tenant.shownName()),
                Text.of("letter.changed", what, person.name(), tenant.shownName(), clock.instant(), origin.address()),
                origin);
    }
}
