package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication.Proof;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.TenantId;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.assurance.Assurance.Next;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.certificate.CertificateErrands.Purpose;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.explain.PasswordGates;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.federation.UpstreamSessions;
import io.lightwave.token.language.Text;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.NewPassword;
import io.lightwave.token.passkey.Assertion;
import io.lightwave.token.passkey.Attestation;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import io.lightwave.token.totp.TotpSecret;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionTemplate;

/// Leads from a password to a session. What is asked for next follows from what has been proved, never from which
/// form is sent: a session begins in one place, and only with all of it.
final class SignInFlow {
    private static final String ACTION = "session.begin";

    private static final String FORM = "form";
    private static final String STEP = "step of the sign-in";
    private static final String POLICY = "authentication policy";
    private static final String PASSKEY = "passkey";
    private static final String CERTIFICATE = "certificate";
    private static final String NO_STEP =
            "what had been proved stands no more: it was used, has expired or was ended, or the person has"
                    + " changed since";
    private static final String OTHER_STEP = "something else is asked for at this step";

    private final Proofs proofs;
    private final Assurance assurance;
    private final PasswordChanges changes;
    private final Steps steps;
    private final SignIns signIns;
    private final UpstreamSessions upstream;
    private final Notices notices;
    private final Authorization authorization;
    private final TransactionTemplate transactions;
    private final Refusals refusals;
    private final Audit audit;

    SignInFlow(
            Proofs proofs,
            Assurance assurance,
            PasswordChanges changes,
            Steps steps,
            SignIns signIns,
            UpstreamSessions upstream,
            Notices notices,
            Authorization authorization,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        this.proofs = proofs;
        this.assurance = assurance;
        this.changes = changes;
        this.steps = steps;
        this.signIns = signIns;
        this.upstream = upstream;
        this.notices = notices;
        this.authorization = authorization;
        this.transactions = transactions;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// How far a sign-in has come.
    sealed interface Progress {
        /// @param decision about the authorization request that waited; empty when none did
        record Begun(SignIns.Begun session, Optional<Authorization.Decision> decision) implements Progress {}

        /// A certificate is to be shown on the listener that asks for one.
        record CertificateWanted(URI there) implements Progress {}

        /// A second factor is to be shown.
        ///
        /// @param codes whether an authenticator's codes will do; recovery codes do in any case
        /// @param certificates whether a certificate will do
        /// @param passkey what the browser is told to prove a passkey; empty when none will do
        /// @param letter in part, where a letter with a code has been sent; empty when none will do
        /// @param wrong whether what was just shown was
        record SecondWanted(
                Proven proven,
                OpaqueSecret step,
                boolean codes,
                Optional<String> passkey,
                Optional<String> letter,
                boolean certificates,
                boolean wrong)
                implements Progress {}

        /// A second factor is to be set up.
        ///
        /// @param secret what an authenticator is to be told; empty when none will do
        /// @param passkey what the browser is told to make a passkey; empty when none will do
        /// @param wrong whether what was just shown was
        record SetUpWanted(
                Proven proven, OpaqueSecret step, Optional<TotpSecret> secret, Optional<String> passkey, boolean wrong)
                implements Progress {}

        /// One has been set up.
        ///
        /// @param codes recovery codes, to be shown this once
        record SetUp(Proven proven, OpaqueSecret step, List<String> codes) implements Progress {}

        /// A new password is to be chosen.
        ///
        /// @param step the secret by which its form names what has been proved
        /// @param objection why the one just chosen was not taken; empty at first
        record PasswordWanted(Proven proven, OpaqueSecret step, Optional<Text> objection) implements Progress {}

        /// A second factor is to be set up, but the proof at the provider is too old for that.
        record FreshProofWanted() implements Progress {}

        /// Unknown name, wrong password, disabled, throttled: all alike.
        record Refused() implements Progress {}

        /// So many passwords were being checked that this one was not: the person may try again in a while.
        record Busy() implements Progress {}

        /// Whatever is wrong with it.
        record PasskeyRefused() implements Progress {}

        /// Whatever is wrong with it.
        record CertificateRefused() implements Progress {}

        /// The provider, or whom it says somebody is; whatever is wrong with it.
        record ElsewhereRefused() implements Progress {}

        /// The form is not ours in this browser, or what it goes on from is over: the person begins again.
        record Over() implements Progress {}
    }

    /// After the first form.
    Progress password(Visit visit, LoginForm form) {
        if (!assurance.policy(visit.tenant().id()).mayBeginWith(Factor.PASSWORD)) {
            return refused(visit, form, POLICY, "the policy lets nobody begin with a password");
        }
        visit.decisions().held(POLICY, "a sign-in may begin with a password");
        if (form.userName().isEmpty() || form.password().isEmpty()) {
            return refused(visit, form, FORM, "no acceptable user name and password");
        }
        return switch (proofs.passwords()
                .prove(visit.tenant().id(), form.userName(), form.password().get(), visit.origin())) {
            case Proof.Good(var person) -> next(visit, new Proven(person, List.of(SignIn.PASSWORD), false));
            case Proof.Outworn outworn -> next(visit, new Proven(outworn.principal(), List.of(SignIn.PASSWORD), true));
            case Proof.Refused refused -> {
                refused.at().ifPresent(gate -> PasswordGates.before(gate, visit.decisions()));
                String policy = refused.at().map(PasswordGates::name).orElse("directory of others");
                refuse(visit, form.userName(), policy, refused.reason());
                yield refused.isBusy() ? new Progress.Busy() : new Progress.Refused();
            }
        };
    }

    /// Notes a form that was not ours.
    Progress foreign(Visit visit, String userName) {
        refuse(visit, userName, FORM, "not a form of ours in this browser");
        return new Progress.Over();
    }

    /// Outside of the transaction, which holds a connection.
    private Progress noted(Visit visit, Progress progress) {
        return progress instanceof Progress.Over ? over(visit, NO_STEP) : progress;
    }

    /// Notes that what the form goes on from stands no more.
    private Progress over(Visit visit, String reason) {
        refuse(visit, "", STEP, reason);
        return new Progress.Over();
    }

    /// After a form in the middle of the sign-in: its step, if the form is ours in this browser.
    ///
    /// @param page what the form is for
    Progress step(Visit visit, String page, FormParameters form, Function<StepForm.Named, Progress> step) {
        return StepForm.read(visit, page, form)
                .map(named -> {
                    visit.decisions().held(FORM, "of ours, given to this browser: " + page);
                    return step.apply(named);
                })
                .orElseGet(() -> foreign(visit, ""));
    }

    /// After the form with a one-time code.
    Progress code(Visit visit, StepForm.Named named, String typed) {
        return second(
                visit,
                named,
                (proven, factors) -> factors.contains(Factor.EMAIL_CODE)
                        ? proofs.second().letter(visit, proven, named.step(), typed)
                        : proofs.second().code(visit, proven, typed, factors.contains(Factor.ONE_TIME_CODE)));
    }

    /// After the form that asks for another letter with a code.
    Progress anotherLetter(Visit visit, StepForm.Named named) {
        return whereAsked(visit, named, Factor.EMAIL_CODE, (proven, factors) -> {
            proofs.second().sendLetter(visit, proven, named.step());
            return secondWanted(visit, named.step(), proven, factors, false);
        });
    }

    /// @param then what to do when the step asks for this factor
    private Progress whereAsked(
            Visit visit, StepForm.Named named, Factor factor, BiFunction<Proven, Set<Factor>, Progress> then) {
        Optional<Proven> known = find(visit, named);
        if (known.isEmpty()
                || !(ask(visit, known.get()) instanceof Next.Second(Set<Factor> factors))
                || !factors.contains(factor)) {
            return over(visit, known.isEmpty() ? NO_STEP : OTHER_STEP);
        }
        return then.apply(known.get(), factors);
    }

    /// What a browser is told to prove any passkey in place of user name and password.
    String passkeyOptions(Visit visit) {
        return proofs.passkeys().requestOptions(visit.tenant(), Optional.empty(), FirstForm.of(visit));
    }

    /// After the first form, with a passkey that tells who it is.
    ///
    /// @param sent empty when it was malformed
    Progress passkey(Visit visit, Optional<Assertion> sent) {
        return switch (firstPasskey(visit, sent)) {
            case Passkeys.Check.Held held -> next(visit, new Proven(held.person(), held.factors(), false));
            case Passkeys.Check.Refused(var owner, String reason) -> {
                refuse(visit, owner.map(ActivePrincipal::name).orElse(""), PASSKEY, SecondProof.ofPasskey(reason));
                yield new Progress.PasskeyRefused();
            }
        };
    }

    private Passkeys.Check firstPasskey(Visit visit, Optional<Assertion> sent) {
        if (!assurance.policy(visit.tenant().id()).mayBeginWith(Factor.PASSKEY)) {
            return new Passkeys.Check.Refused(Optional.empty(), "the policy lets nobody begin with one");
        }
        visit.decisions().held(POLICY, "a sign-in may begin with a passkey");
        return proofs.passkeys().check(visit.tenant(), Optional.empty(), FirstForm.of(visit), sent);
    }

    /// After the form with a passkey as the second factor.
    ///
    /// @param sent empty when it was malformed
    Progress passkey(Visit visit, StepForm.Named named, Optional<Assertion> sent) {
        return second(
                visit,
                named,
                (proven, factors) -> factors.contains(Factor.PASSKEY)
                        ? proofs.second().passkey(visit, proven, named.step(), sent)
                        : new SecondProof.Outcome.Refused("a passkey was not asked for"));
    }

    /// @param proof of one of the factors that are asked for
    private Progress second(
            Visit visit, StepForm.Named named, BiFunction<Proven, Set<Factor>, SecondProof.Outcome> proof) {
        Optional<Proven> known = find(visit, named);
        if (known.isEmpty()) {
            return over(visit, NO_STEP);
        }
        Proven proven = known.get();
        if (!(ask(visit, proven) instanceof Next.Second(Set<Factor> factors))) {
            return over(visit, OTHER_STEP);
        }
        visit.decisions().held(STEP, inWords(proven)).held(POLICY, "asks for one of " + factors);
        return switch (proof.apply(proven, factors)) {
            case SecondProof.Outcome.Held(var more) -> advance(visit, named.step(), proven.with(more));
            case SecondProof.Outcome.Refused(String policy, String reason) -> {
                refuse(visit, proven.person().name(), policy, reason);
                yield secondWanted(visit, named.step(), proven, factors, true);
            }
        };
    }

    private Progress secondWanted(Visit visit, OpaqueSecret step, Proven proven, Set<Factor> factors, boolean wrong) {
        return new Progress.SecondWanted(
                proven,
                step,
                factors.contains(Factor.ONE_TIME_CODE),
                factors.contains(Factor.PASSKEY)
                        ? Optional.of(proofs.second().passkeyOptions(visit, proven, step))
                        : Optional.empty(),
                factors.contains(Factor.EMAIL_CODE)
                        ? Optional.of(proofs.second().addressInPart(proven))
                        : Optional.empty(),
                factors.contains(Factor.CERTIFICATE),
                wrong);
    }

    /// After the form with the first code of an authenticator that is being set up.
    Progress firstCode(Visit visit, StepForm.Named named, String typed) {
        return setUp(
                visit,
                named,
                Factor.ONE_TIME_CODE,
                proven -> proofs.enrolment().code(visit, proven, named.step(), typed));
    }

    /// After the form with a new passkey.
    ///
    /// @param sent empty when it was malformed
    Progress newPasskey(Visit visit, StepForm.Named named, Optional<Attestation> sent) {
        return setUp(
                visit, named, Factor.PASSKEY, proven -> proofs.enrolment().passkey(visit, proven, named.step(), sent));
    }

    private Progress setUp(
            Visit visit, StepForm.Named named, Factor factor, Function<Proven, Enrolment.Outcome> enrolment) {
        Optional<Proven> known = find(visit, named);
        if (known.isEmpty()
                || !(ask(visit, known.get()) instanceof Next.SetUp(Set<Factor> factors))
                || !factors.contains(factor)
                || !isFresh(known.get(), SignIn.FRESH.plus(Steps.LIFETIME))) {
            return over(visit, known.isEmpty() ? NO_STEP : OTHER_STEP);
        }
        Proven proven = known.get();
        visit.decisions().held(STEP, inWords(proven));
        return switch (enrolment.apply(proven)) {
            case Enrolment.Outcome.Added(var more, var codes) ->
                noted(
                        visit,
                        transactions.execute(_ -> steps.consume(visit.tenant().id(), named.step())
                                ? new Progress.SetUp(proven.withNew(more), keep(visit, proven.withNew(more)), codes)
                                : new Progress.Over()));
            case Enrolment.Outcome.Refused _ -> setUpWanted(visit, named.step(), proven, factors, true);
        };
    }

    private Progress setUpWanted(Visit visit, OpaqueSecret step, Proven proven, Set<Factor> factors, boolean wrong) {
        return new Progress.SetUpWanted(
                proven,
                step,
                factors.contains(Factor.ONE_TIME_CODE) ? proofs.enrolment().secret(proven, step) : Optional.empty(),
                factors.contains(Factor.PASSKEY)
                        ? Optional.of(proofs.enrolment().passkeyOptions(visit, proven, step))
                        : Optional.empty(),
                wrong);
    }

    /// After the recovery codes.
    Progress goOn(Visit visit, StepForm.Named named) {
        return find(visit, named)
                .map(proven -> advance(visit, named.step(), proven))
                .orElseGet(() -> over(visit, NO_STEP));
    }

    /// After a sign-in elsewhere.
    ///
    /// @param session the person's there, if it is known
    Progress elsewhere(Visit visit, UpstreamPeople.Recognition recognition, String provider, Optional<UUID> session) {
        return switch (recognition) {
            case UpstreamPeople.Recognition.Known(var person, var factors) ->
                noted(visit, next(visit, new Proven(person, factors, false, session, false)));
            case UpstreamPeople.Recognition.Refused(String reason) -> {
                visit.decisions().held("identity provider", provider + " says who it is");
                yield elsewhereRefused(visit, provider, reason);
            }
        };
    }

    /// Notes a sign-in elsewhere that came to nothing.
    Progress elsewhereRefused(Visit visit, String provider, String reason) {
        refuse(visit, "", "identity provider", "provider %s: %s".formatted(provider, reason));
        return new Progress.ElsewhereRefused();
    }

    /// After the form that sends the browser to show a certificate in place of user name and password.
    Progress leaveForCertificate(Visit visit) {
        return proofs.errands().arePossible()
                        && assurance.policy(visit.tenant().id()).mayBeginWith(Factor.CERTIFICATE)
                ? leaveForCertificate(visit, Purpose.SIGN_IN, "")
                : certificateRefused(visit, "", "the policy lets nobody begin with one");
    }

    /// After the form that sends it to show one as the second factor. What names the step stays in the browser.
    Progress leaveForCertificate(Visit visit, StepForm.Named named) {
        return whereAsked(
                visit,
                named,
                Factor.CERTIFICATE,
                (_, _) -> leaveForCertificate(
                        visit, Purpose.SECOND_FACTOR, named.step().hash()));
    }

    private Progress leaveForCertificate(Visit visit, Purpose purpose, String step) {
        return new Progress.CertificateWanted(proofs.errands()
                .begin(
                        visit.tenant(),
                        purpose,
                        CertificateSignInEndpoint.binding(visit.browser().orElseThrow()),
                        step + visit.destination().encoded()));
    }

    /// After a certificate has been shown as the second factor.
    ///
    /// @param step the hash of what names it
    /// @param shown empty when none was
    Progress certificate(Visit visit, String step, Optional<X509Certificate> shown) {
        OpaqueSecret browser = visit.browser().orElseThrow();
        return steps.rename(visit.tenant().id(), step, browser)
                .map(renamed -> second(
                        visit,
                        new StepForm.Named(renamed, browser),
                        (proven, factors) -> factors.contains(Factor.CERTIFICATE)
                                ? proofs.second().certificate(visit, proven, shown)
                                : new SecondProof.Outcome.Refused("a certificate was not asked for")))
                .orElseGet(() -> over(visit, NO_STEP));
    }

    /// After a certificate has been shown in place of user name and password.
    ///
    /// @param shown empty when none was
    Progress certificate(Visit visit, Optional<X509Certificate> shown) {
        if (!assurance.policy(visit.tenant().id()).mayBeginWith(Factor.CERTIFICATE)) {
            return certificateRefused(visit, "", "the policy lets nobody begin with one");
        }
        visit.decisions().held(POLICY, "a sign-in may begin with a certificate");
        return switch (proofs.certificates().check(visit.tenant().id(), shown)) {
            case Certificates.Check.Held held -> {
                visit.decisions().held(CERTIFICATE, held.how());
                yield noted(visit, next(visit, new Proven(held.person(), held.factors(), false)));
            }
            case Certificates.Check.Refused(var owner, String reason) ->
                certificateRefused(visit, owner.map(ActivePrincipal::name).orElse(""), reason);
        };
    }

    /// Notes a certificate that came to nothing.
    ///
    /// @param userName whose it would be; may be empty
    Progress certificateRefused(Visit visit, String userName, String reason) {
        refuse(visit, userName, CERTIFICATE, "certificate refused: " + reason);
        return new Progress.CertificateRefused();
    }

    /// After the form with a new password.
    Progress newPassword(Visit visit, StepForm.Named named, Optional<Password> chosen) {
        Optional<Proven> known = find(visit, named);
        if (known.isEmpty() || !known.get().outworn() || !(ask(visit, known.get()) instanceof Next.Nothing)) {
            return over(visit, known.isEmpty() ? NO_STEP : OTHER_STEP); // this form was never shown
        }
        Proven proven = known.get();
        visit.decisions().held(STEP, inWords(proven));
        if (chosen.isEmpty()) {
            refusals.refused(
                    visit.decisions(),
                    FORM,
                    passwordRefused(visit, proven, "not twice the same password, of at most 512 bytes"));
            return new Progress.PasswordWanted(proven, named.step(), Optional.of(Text.of("password.different")));
        }
        return switch (changes.change(proven.person(), chosen.get(), visit.origin())) {
            case PasswordChanges.Outcome.Changed(var person) -> {
                notices.tell(visit.tenant(), person, Notices.Change.PASSWORD, visit.origin());
                yield advance(
                        visit,
                        named.step(),
                        new Proven(person, proven.factors(), false, proven.elsewhere(), proven.enrolled()));
            }
            case PasswordChanges.Outcome.Refused(String reason) -> {
                refusals.refused(visit.decisions(), "password policy", passwordRefused(visit, proven, reason));
                yield new Progress.PasswordWanted(
                        proven, named.step(), Optional.of(Text.of("password.not-taken", NewPassword.fault(reason))));
            }
        };
    }

    private static AuditEvent passwordRefused(Visit visit, Proven proven, String reason) {
        return visit.event(
                proven.person().name(), "password.change", "own password", AuditEvent.Outcome.REFUSED, reason);
    }

    private static String inWords(Proven proven) {
        return "%s has proved %s".formatted(proven.person().name(), proven.factors());
    }

    /// Uses up the step that has been passed, once, and goes on.
    private Progress advance(Visit visit, OpaqueSecret passed, Proven proven) {
        return noted(
                visit,
                transactions.execute(
                        _ -> steps.consume(visit.tenant().id(), passed) ? next(visit, proven) : new Progress.Over()));
    }

    /// A second factor comes first, so that nobody changes a password by knowing it alone.
    private Progress next(Visit visit, Proven proven) {
        return switch (ask(visit, proven)) {
            case Next.Second(var factors) -> {
                OpaqueSecret step = keep(visit, proven);
                if (factors.contains(Factor.EMAIL_CODE)) {
                    proofs.second().sendLetter(visit, proven, step);
                }
                yield secondWanted(visit, step, proven, factors, false);
            }
            case Next.SetUp(var factors) ->
                isFresh(proven, SignIn.FRESH)
                        ? setUpWanted(visit, keep(visit, proven), proven, factors, false)
                        : new Progress.FreshProofWanted();
            case Next.Nothing() ->
                proven.outworn()
                        ? new Progress.PasswordWanted(proven, keep(visit, proven), Optional.empty())
                        : begin(visit, proven);
        };
    }

    /// What is proved here is proved now. A session at a provider lets through whoever sits before
    /// the browser, and they would have a factor of their own from then on.
    private boolean isFresh(Proven proven, Duration longest) {
        return proven.elsewhere()
                .map(there -> upstream.isFresh(proven.person().tenant(), there, longest))
                .orElse(true);
    }

    private Next ask(Visit visit, Proven proven) {
        return assurance.next(
                proven.person(), proven.factors(), visit.destination().wish());
    }

    private Optional<Proven> find(Visit visit, StepForm.Named named) {
        return steps.find(visit.tenant().id(), named.step(), named.browser());
    }

    private OpaqueSecret keep(Visit visit, Proven proven) {
        return steps.keep(proven, visit.browser().orElseThrow());
    }

    private Progress begin(Visit visit, Proven proven) {
        if (proven.factors().contains(SignIn.PASSWORD) && !proofs.passwords().stillCounts(proven.person())) {
            return new Progress.Over(); // the directory it was checked in has been disabled meanwhile
        }
        TenantId tenant = visit.tenant().id();
        return transactions.execute(_ -> {
            Optional<UpstreamSessions.Locked> there = proven.elsewhere().flatMap(id -> upstream.lock(tenant, id));
            if (proven.elsewhere().isPresent() && there.isEmpty()) {
                return new Progress.Over(); // the provider has ended it meanwhile
            }
            Optional<Instant> authTime = there.map(UpstreamSessions.Locked::authTime);
            SignIn signIn = proven.enrolled()
                    ? new SignIn(proven.person(), SignIn.amr(proven.factors()), authTime)
                    : SignIn.by(proven.person(), proven.factors(), authTime);
            SignIns.Begun begun = signIns.begin(signIn, visit.request(), visit.origin());
            UUID session = begun.session().session().id();
            proven.elsewhere().ifPresent(id -> upstream.attach(tenant, id, session));
            audit.recordChange(visit.event(
                    proven.person().name(),
                    ACTION,
                    "session " + session,
                    AuditEvent.Outcome.SUCCESS,
                    "by " + String.join(", ", proven.factors())));
            return new Progress.Begun(begun, decision(visit, begun));
        });
    }

    /// In the transaction that begins the session: both are durable before the browser hears of either.
    private Optional<Authorization.Decision> decision(Visit visit, SignIns.Begun begun) {
        return visit.destination() instanceof Destination.Waiting(AuthorizationRequest waiting)
                ? Optional.of(authorization.decideAfterSignIn(waiting, begun.session(), visit.origin()))
                : Optional.empty();
    }

    private Progress refused(Visit visit, LoginForm form, String policy, String reason) {
        refuse(visit, form.userName(), policy, reason);
        return new Progress.Refused();
    }

    private void refuse(Visit visit, String userName, String policy, String reason) {
        refusals.refused(
                visit.decisions(),
                policy,
                visit.event(userName, ACTION, "session", AuditEvent.Outcome.REFUSED, reason));
    }
}
