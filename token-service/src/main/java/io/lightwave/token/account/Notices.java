package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.mail.Mailer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// Tells people by letter of what changed in how they sign in, so that nobody else does it unnoticed.
final class Notices {
    private static final Map<String, String> DANGEROUS = Map.of(
            "password.change", "Your password has been changed",
            "factor.add", "A way to sign in has been added",
            "factor.remove", "A way to sign in has been removed");

    private final Mailer mailer;
    private final InstantSource clock;

    Notices(Mailer mailer, InstantSource clock) {
        this.mailer = mailer;
        this.clock = clock;
    }

    void tell(Visitor visitor, String action) {
        ActivePrincipal person = visitor.session().principal();
        Optional.ofNullable(DANGEROUS.get(action))
                .ifPresent(what -> mailer.notice(
                        person,
                        "%s – %s".formatted(what, visitor.tenant().shownName()),
                        """
                        %s in the account %s at %s, on %s, from %s.

                        If it was not you, tell your administrator at once.
                        """.formatted(
                                        what,
                                        person.name(),
                                        visitor.tenant().shownName(),
                                        clock.instant().truncatedTo(ChronoUnit.MINUTES),
                                        visitor.origin().address()),
                        visitor.origin()));
    }
}
