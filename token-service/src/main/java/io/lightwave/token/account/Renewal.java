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
import java.util.List;
import java.util.stream.Stream;

/// Lets the session that asks go on under a new secret, and ends every other, when what it takes to sign in changes.
final class Renewal {
    private final Sessions sessions;
    private final SignIns signIns;
    private final SignOut signOut;

    Renewal(Sessions sessions, SignIns signIns, SignOut signOut) {
        this.sessions = sessions;
        this.signIns = signIns;
        this.signOut = signOut;
    }

    /// After a new password, which has ended every session.
    LiveSession withPassword(Visitor visitor, ActivePrincipal changed) {
        Session before = visitor.session().session();
        return renew(visitor, signIns.begin(new SignIn(changed, before.amr()), visitor.request(), visitor.origin()));
    }

    /// After the first proof of a new factor.
    ///
    /// @param proved how (RFC 8176)
    Visitor withFactors(Visitor visitor, List<String> proved) {
        ActivePrincipal person = visitor.session().principal();
        List<String> factors = Stream.concat(visitor.session().session().amr().stream(), proved.stream())
                .distinct()
                .toList();
        SignIns.Begun begun = signIns.begin(SignIn.by(person, factors), visitor.request(), visitor.origin());
        return new Visitor(
                visitor.tenant(),
                renew(visitor, begun),
                begun.cookie(),
                visitor.request(),
                visitor.response(),
                visitor.origin());
    }

    /// Ends every other session of the person; whether there was one.
    boolean endOthers(Visitor visitor, String reason) {
        Session own = visitor.session().session();
        List<LiveSession> others = sessions.of(visitor.session().principal()).stream()
                .filter(other -> !other.session().id().equals(own.id()))
                .toList();
        others.forEach(other -> signOut.end(other, reason, visitor.origin()));
        return !others.isEmpty();
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
