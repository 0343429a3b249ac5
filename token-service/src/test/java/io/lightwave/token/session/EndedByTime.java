package io.lightwave.token.session;

import io.lightwave.token.browser.Acme;

/// Lets tests of other features end the sessions that have expired.
public final class EndedByTime {
    private EndedByTime() {}

    public static void end(Acme acme) {
        acme.bean(ExpiredSessions.class).endAll();
    }
}
