package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// Asks whoever is signed in for a fresh proof, throttled as at the sign-in: the field `password`.
final class OwnProof {
    private final PasswordAuthentication passwords;

    OwnProof(PasswordAuthentication passwords) {
        this.passwords = passwords;
    }

    /// Why it does not hold, for the audit trail; empty when it does.
    Optional<String> refusal(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        return form.find("password")
                .flatMap(NewPassword::password)
                .map(password -> passwords.authenticate(person.tenant(), person.id(), password, visitor.origin()))
                .map(outcome -> switch (outcome) {
                    case Outcome.Authenticated _ -> Optional.<String>empty();
                    case Outcome.Refused refused -> Optional.of(refused.reason());
                })
                .orElseGet(() -> Optional.of("no acceptable password"));
    }
}
