package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SignIn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Asks whoever is signed in for a fresh proof: by the password in the field `password`, throttled as at the sign-in;
/// of somebody who has signed in without a password, by a sign-in of the last five minutes.
final class OwnProof {
    private static final String PASSWORD = "fresh proof by the password";

    private final Desk desk;
    private final AccountPages pages;
    private final SourcedPasswords passwords;
    private final InstantSource clock;

    OwnProof(Desk desk, AccountPages pages, SourcedPasswords passwords, InstantSource clock) {
        this.desk = desk;
        this.pages = pages;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// Whether it is by the password that a session's person proves it.
    static boolean isByPassword(LiveSession session) {
        return session.session().amr().contains(SignIn.PASSWORD);
    }

    /// The answer to a form without it; empty when it holds.
    ///
    /// @param action what the form would do, for the audit trail
    Optional<ResponseEntity<?>> refused(Visitor visitor, FormParameters form, String action, String target) {
        if (!isByPassword(visitor.session())) {
            if (!isFresh(visitor.session())) {
                return Optional.of(desk.signInAnew(visitor.tenant()));
            }
            Decisions.of(visitor.request()).held("fresh proof", "by a sign-in of the last five minutes");
            return Optional.empty();
        }
        return switch (prove(visitor, form)) {
            case Outcome.Authenticated _ -> {
                Decisions.of(visitor.request()).held(PASSWORD, "");
                yield Optional.empty();
            }
            case Outcome.Refused refused -> {
                desk.refuse(visitor, PASSWORD, action, target, refused.reason());
                yield Optional.of(pages.show(visitor, HttpStatus.FORBIDDEN, Account.Said.WRONG_PASSWORD.alert()));
            }
            case Outcome.Busy(String reason) -> {
                desk.refuse(visitor, "capacity", action, target, reason);
                yield Optional.of(pages.show(visitor, HttpStatus.SERVICE_UNAVAILABLE, Account.Said.BUSY.alert()));
            }
        };
    }

    private boolean isFresh(LiveSession session) {
        return Duration.between(session.session().authTime(), clock.instant()).compareTo(SignIn.FRESH) <= 0;
    }

    private Outcome prove(Visitor visitor, FormParameters form) {
        ActivePrincipal person = visitor.session().principal();
        return form.find("password")
                .flatMap(NewPassword::password)
                .map(password -> passwords.confirm(person.tenant(), person.id(), password, visitor.origin()))
                .orElseGet(() -> new Outcome.Refused("no acceptable password"));
    }
}
