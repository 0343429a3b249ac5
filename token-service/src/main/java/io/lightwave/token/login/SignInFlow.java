package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Proof;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.passkey.Assertion;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Leads from a password to a session. What is asked for next follows from what has been proved, never from which
/// form is sent: a session begins in one place, and only with all of it.
final class SignInFlow {
    private final PasswordAuthentication passwords;
    private final PasswordChanges changes;
    private final SecondProof second;
    private final Passkeys passkeys;
    private final Steps steps;
    private final SignIns signIns;
    private final TransactionTemplate transactions;
    private final Audit audit;

    SignInFlow(
            PasswordAuthentication passwords,
            PasswordChanges changes,
            SecondProof second,
            Passkeys passkeys,
            Steps steps,
            SignIns signIns,
            TransactionTemplate transactions,
            Audit audit) {
        this.passwords = passwords;
        this.changes = changes;
        this.second = second;
        this.passkeys = passkeys;
        this.steps = steps;
        this.signIns = signIns;
        this.transactions = transactions;
        this.audit = audit;
    }

    /// How far a sign-in has come.
    sealed interface Progress {
        record Begun(SignIns.Begun session) implements Progress {}

        /// A second factor is to be shown.
        ///
        /// @param codes whether an authenticator's codes will do; recovery codes do in any case
        /// @param passkey what the browser is told to prove a passkey; empty when the person has none
        /// @param wrong whether what was just shown was
        record SecondWanted(Proven proven, OpaqueSecret step, boolean codes, Optional<String> passkey, boolean wrong)
                implements Progress {}

        /// A new password is to be chosen.
        ///
        /// @param step the secret by which its form names what has been proved
        /// @param objection why the one just chosen was not taken; empty at first
        record PasswordWanted(Proven proven, OpaqueSecret step, Optional<String> objection) implements Progress {}

        /// Unknown name, wrong password, disabled, throttled: all alike.
        record Refused() implements Progress {}

        /// Whatever is wrong with it.
        record PasskeyRefused() implements Progress {}

        /// The form is not ours in this browser, or what it goes on from is over: the person begins again.
        record Over() implements Progress {}
    }

    /// After the first form.
    Progress password(Visit visit, LoginForm form) {
        if (form.userName().isEmpty() || form.password().isEmpty()) {
            return refused(visit, form, "no acceptable user name and password");
        }
        return switch (passwords.prove(
                visit.tenant().id(), form.userName(), form.password().get(), visit.origin())) {
            case Proof.Good(var person) -> next(visit, new Proven(person, List.of(SignIn.PASSWORD), false));
            case Proof.Outworn outworn -> next(visit, new Proven(outworn.principal(), List.of(SignIn.PASSWORD), true));
            case Proof.Refused(String reason) -> refused(visit, form, reason);
        };
    }

    /// Notes a form that was not ours.
    Progress foreign(Visit visit, String userName) {
        refuse(visit, userName, "not a form of ours in this browser");
        return new Progress.Over();
    }

    /// After the form with a one-time code.
    Progress code(Visit visit, StepForm.Named named, String typed) {
        Optional<Proven> known = steps.find(visit.tenant().id(), named.step(), named.browser());
        if (known.isEmpty() || wanted(known.get()) != Wanted.SECOND) {
            return new Progress.Over();
        }
        Proven proven = known.get();
        return switch (second.code(visit, proven, typed)) {
            case SecondProof.Outcome.Held(var more) -> advance(visit, named.step(), proven.with(more));
            case SecondProof.Outcome.Refused(String reason) -> again(visit, named.step(), proven, reason);
        };
    }

    /// What a browser is told to prove any passkey in place of user name and password.
    String passkeyOptions(Visit visit) {
        return passkeys.requestOptions(visit.tenant(), Optional.empty(), FirstForm.of(visit));
    }

    /// After the first form, with a passkey that tells who it is.
    ///
    /// @param sent empty when it was malformed
    Progress passkey(Visit visit, Optional<Assertion> sent) {
        Passkeys.Check check = sent.map(
                        proof -> passkeys.check(visit.tenant(), Optional.empty(), FirstForm.of(visit), proof))
                .orElseGet(() -> new Passkeys.Check.Refused(Optional.empty(), "malformed"));
        return switch (check) {
            case Passkeys.Check.Held held -> next(visit, new Proven(held.person(), held.factors(), false));
            case Passkeys.Check.Refused(var owner, String reason) -> {
                refuse(visit, owner.map(ActivePrincipal::name).orElse(""), SecondProof.ofPasskey(reason));
                yield new Progress.PasskeyRefused();
            }
        };
    }

    /// After the form with a passkey as the second factor.
    ///
    /// @param sent empty when it was malformed
    Progress passkey(Visit visit, StepForm.Named named, Optional<Assertion> sent) {
        Optional<Proven> known = steps.find(visit.tenant().id(), named.step(), named.browser());
        if (known.isEmpty() || wanted(known.get()) != Wanted.SECOND) {
            return new Progress.Over();
        }
        Proven proven = known.get();
        return switch (second.passkey(visit, proven, named.step(), sent)) {
            case SecondProof.Outcome.Held(var more) -> advance(visit, named.step(), proven.with(more));
            case SecondProof.Outcome.Refused(String reason) -> again(visit, named.step(), proven, reason);
        };
    }

    private Progress again(Visit visit, OpaqueSecret step, Proven proven, String reason) {
        refuse(visit, proven.person().name(), reason);
        return secondWanted(visit, step, proven, true);
    }

    private Progress secondWanted(Visit visit, OpaqueSecret step, Proven proven, boolean wrong) {
        return new Progress.SecondWanted(
                proven, step, second.hasCodes(proven.person()), second.passkeyOptions(visit, proven, step), wrong);
    }

    /// After the form with a new password.
    Progress newPassword(Visit visit, StepForm.Named named, Optional<Password> chosen) {
        Optional<Proven> known = steps.find(visit.tenant().id(), named.step(), named.browser());
        if (known.isEmpty()) {
            return new Progress.Over();
        }
        Proven proven = known.get();
        if (wanted(proven) != Wanted.PASSWORD) {
            return new Progress.Over(); // this form was never shown
        }
        if (chosen.isEmpty()) {
            return new Progress.PasswordWanted(
                    proven, named.step(), Optional.of("Type the same password twice, of at most 512 bytes."));
        }
        return switch (changes.change(proven.person(), chosen.get(), visit.origin())) {
            case PasswordChanges.Outcome.Changed(var person) -> {
                signIns.endAll(person);
                yield advance(visit, named.step(), new Proven(person, proven.factors(), false));
            }
            case PasswordChanges.Outcome.Refused(String reason) ->
                new Progress.PasswordWanted(
                        proven, named.step(), Optional.of("This password is not taken: %s.".formatted(reason)));
        };
    }

    /// Uses up the step that has been passed, once, and goes on.
    private Progress advance(Visit visit, OpaqueSecret passed, Proven proven) {
        return transactions.execute(
                _ -> steps.consume(visit.tenant().id(), passed) ? next(visit, proven) : new Progress.Over());
    }

    private Progress next(Visit visit, Proven proven) {
        return switch (wanted(proven)) {
            case SECOND -> secondWanted(visit, keep(visit, proven), proven, false);
            case PASSWORD -> new Progress.PasswordWanted(proven, keep(visit, proven), Optional.empty());
            case NOTHING -> begin(visit, proven);
        };
    }

    private enum Wanted {
        SECOND,
        PASSWORD,
        NOTHING
    }

    /// What is still asked of somebody: the second factor first, so that nobody changes a password by knowing it alone.
    private Wanted wanted(Proven proven) {
        if (!SignIn.isStrong(proven.factors()) && second.isEnrolled(proven.person())) {
            return Wanted.SECOND;
        }
        return proven.outworn() ? Wanted.PASSWORD : Wanted.NOTHING;
    }

    private OpaqueSecret keep(Visit visit, Proven proven) {
        return steps.keep(
                proven,
                SessionCookie.SIGN_IN.read(visit.tenant().id(), visit.request()).orElseThrow());
    }

    private Progress begin(Visit visit, Proven proven) {
        return transactions.execute(_ -> {
            SignIns.Begun begun =
                    signIns.begin(SignIn.by(proven.person(), proven.factors()), visit.request(), visit.origin());
            audit.recordChange(event(
                    visit,
                    proven.person().name(),
                    "session " + begun.session().session().id(),
                    AuditEvent.Outcome.SUCCESS,
                    "by " + String.join(", ", proven.factors())));
            return new Progress.Begun(begun);
        });
    }

    private Progress refused(Visit visit, LoginForm form, String reason) {
        refuse(visit, form.userName(), reason);
        return new Progress.Refused();
    }

    private void refuse(Visit visit, String userName, String reason) {
        audit.record(event(visit, userName, "session", AuditEvent.Outcome.REFUSED, reason));
    }

    private static AuditEvent event(
            Visit visit, String userName, String target, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(
                visit.tenant().id(),
                "user:%s@%s".formatted(userName, visit.tenant().id()),
                "session.begin",
                target,
                outcome,
                reason,
                visit.origin());
    }
}
