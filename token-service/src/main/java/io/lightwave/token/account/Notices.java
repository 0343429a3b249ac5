package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.language.Text;
import io.lightwave.token.mail.Mailer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Tells people by letter of what changed in how they sign in, so that nobody else does it unnoticed.
final class Notices {
    private static final Map<String, String> DANGEROUS = Map.of(
            "password.change", "letter.changed.password",
            "factor.add", "letter.changed.factor-added",
            "factor.remove", "letter.changed.factor-removed",
            "session.end", "letter.changed.sessions-ended");

    private final Mailer mailer;
    private final InstantSource clock;

    Notices(Mailer mailer, InstantSource clock) {
        this.mailer = mailer;
        this.clock = clock;
    }

    void tell(Visitor visitor, String action) {
        ActivePrincipal person = visitor.session().principal();
        Optional.ofNullable(DANGEROUS.get(action))
                .map(Text::of)
                .ifPresent(what -> mailer.notice(
                        person,
                        Text.of("letter.subject", what, visitor.tenant().shownName()),
                        Text.of(
                                "letter.changed",
                                what,
                                person.name(),
                                visitor.tenant().shownName(),
                                clock.instant(),
                                visitor.origin().address()),
                        visitor.origin()));
    }
}
