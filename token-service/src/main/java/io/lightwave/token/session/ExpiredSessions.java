package io.lightwave.token.session;

import io.lightwave.token.TokenSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends sessions whose time is over, or that nobody has used for too long, as if somebody had ended them: whoever
/// hears of a session's end hears of these too.
final class ExpiredSessions {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredSessions.class);
    private static final int AT_ONCE = 200;

    private final SessionStore store;
    private final SignIns signIns;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final TokenSettings settings;

    ExpiredSessions(
            SessionStore store,
            SignIns signIns,
            TransactionTemplate transactions,
            InstantSource clock,
            TokenSettings settings) {
        this.store = store;
        this.signIns = signIns;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
    }

    /// Of whichever tenant; how many this node has ended. One that cannot be ended now does not keep the others.
    int endAll() {
        Instant now = clock.instant();
        var expiry =
                new SessionStore.Expiry(now.minus(settings.sessionLifetime()), now.minus(settings.sessionIdleTime()));
        int ended = 0;
        List<Session> some = store.expired(expiry, Optional.empty(), AT_ONCE);
        while (!some.isEmpty()) {
            for (Session session : some) {
                if (end(session, expiry)) {
                    ended++;
                }
            }
            some = store.expired(expiry, Optional.of(some.getLast()), AT_ONCE);
        }
        return ended;
    }

    private boolean end(Session session, SessionStore.Expiry expiry) {
        try {
            return transactions.execute(status -> {
                boolean ended = store.claim(session) && signIns.endExpired(session, expiry);
                if (!ended) {
                    status.setRollbackOnly(); // it has been used or renewed meanwhile, and so goes on whole
                }
                return ended;
            });
        } catch (RuntimeException failed) {
            LOG.warn("session {} of {} could not be ended", session.id(), session.tenant(), failed);
            return false;
        }
    }
}
