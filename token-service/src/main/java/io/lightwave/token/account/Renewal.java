package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets the session that asks go on under a new secret, and ends every other, when what it takes to sign in changes.
final class Renewal {
    private final Sessions sessions;
    private final SignIns signIns;
    private final SignOut signOut;
    private final TransactionTemplate transactions;

    Renewal(Sessions sessions, SignIns signIns, SignOut signOut, TransactionTemplate transactions) {
        this.sessions = sessions;
        this.signIns = signIns;
        this.signOut = signOut;
        this.transactions = transactions;
    }

    /// After a new password, with which the old sessions are worth nothing.
    LiveSession withPassword(Visitor visitor, ActivePrincipal changed) {
        Session before = visitor.session().session();
        return renew(visitor, transactions.execute(_ -> {
            signIns.endAll(changed);
            return signIns.begin(new SignIn(changed, before.acr(), before.amr()), visitor.request(), visitor.origin());
        }));
    }

    /// After the first code of a new authenticator.
    LiveSession withCode(Visitor visitor) {
        ActivePrincipal person = visitor.session().principal();
        Session before = visitor.session().session();
        List<String> factors = new ArrayList<>(before.amr());
        factors.add(SignIn.CODE);
        return renew(visitor, transactions.execute(_ -> {
            sessions.of(person).stream()
                    .filter(other -> !other.id().equals(before.id()))
                    .forEach(other -> sessions.find(other.tenant(), other.id())
                            .ifPresent(
                                    live -> signOut.end(live, "a second factor is asked for now", visitor.origin())));
            return signIns.begin(SignIn.by(person, factors), visitor.request(), visitor.origin());
        }));
    }

    private static LiveSession renew(Visitor visitor, SignIns.Begun begun) {
        visitor.response()
                .addHeader(
                        "Set-Cookie", SessionCookie.SESSION.set(visitor.tenant().id(), begun.cookie()));
        visitor.response()
                .addHeader("Set-Cookie", BrowserState.set(visitor.tenant().id(), begun.cookie()));
        return begun.session();
    }
}
