package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;

/// A session that stands at this moment, and the active person behind it. Only [Sessions] makes one.
public final class LiveSession {
    private final Session session;
    private final ActivePrincipal principal;

    LiveSession(Session session, ActivePrincipal principal) {
        this.session = session;
        this.principal = principal;
    }

    public Session session() {
        return session;
    }

    public ActivePrincipal principal() {
        return principal;
    }

    @Override
    public String toString() {
        return "session %s of %s".formatted(session.id(), principal);
    }
}
