package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.passkey.Attestation;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import io.lightwave.token.totp.SecondFactors;
import io.lightwave.token.totp.TotpSecret;
import java.util.List;
import java.util.Optional;

/// A second factor that is set up in the middle of a sign-in, since the tenant's policy requires one.
final class Enrolment {
    private static final String NAME = "Passkey";

    private final SecondFactors codes;
    private final Passkeys passkeys;
    private final SignIns signIns;
    private final Notices notices;
    private final Refusals refusals;
    private final Audit audit;

    Enrolment(
            SecondFactors codes, Passkeys passkeys, SignIns signIns, Notices notices, Refusals refusals, Audit audit) {
        this.codes = codes;
        this.passkeys = passkeys;
        this.signIns = signIns;
        this.notices = notices;
        this.refusals = refusals;
        this.audit = audit;
    }

    sealed interface Outcome {
        /// @param factors what has been proved with it (RFC 8176)
        /// @param recoveryCodes to be shown this once
        record Added(List<String> factors, List<String> recoveryCodes) implements Outcome {}

        record Refused(String reason) implements Outcome {}
    }

    /// What the person's authenticator is to be told.
    ///
    /// @param step whose page shows it, each its own
    Optional<TotpSecret> secret(Proven proven, OpaqueSecret step) {
        return codes.propose(proven.person(), step);
    }

    /// What the browser is told to make a passkey.
    String passkeyOptions(Visit visit, Proven proven, OpaqueSecret step) {
        return passkeys.creationOptions(visit.tenant(), proven.person(), binding(step));
    }

    /// The first code of an authenticator.
    Outcome code(Visit visit, Proven proven, OpaqueSecret step, String typed) {
        return codes.confirm(proven.person(), step, typed)
                .map(recovery -> added(visit, proven, List.of(SignIn.CODE), recovery, "one-time codes"))
                .orElseGet(() -> refused(visit, proven, "one-time codes", "wrong code"));
    }

    Outcome passkey(Visit visit, Proven proven, OpaqueSecret step, Optional<Attestation> sent) {
        ActivePrincipal person = proven.person();
        return switch (passkeys.register(visit.tenant(), person, binding(step), NAME, sent)) {
            case Passkeys.Registration.Added added ->
                added(
                        visit,
                        proven,
                        added.factors(),
                        codes.replaceRecoveryCodes(person),
                        "passkey " + added.passkey().id());
            case Passkeys.Registration.Refused(String reason) -> refused(visit, proven, "passkey", reason);
        };
    }

    /// Whoever signed in with less is signed out.
    private Outcome added(Visit visit, Proven proven, List<String> factors, List<String> recoveryCodes, String target) {
        signIns.endAll(
                proven.person(), SignIns.Cause.of(proven.person(), "a second factor is asked for now", visit.origin()));
        audit.record(
                event(visit, proven, target, AuditEvent.Outcome.SUCCESS, "while signing in, as the policy requires"));
        notices.tell(visit.tenant(), proven.person(), Notices.Change.FACTOR_ADDED, visit.origin());
        return new Outcome.Added(factors, recoveryCodes);
    }

    private Outcome refused(Visit visit, Proven proven, String target, String reason) {
        refusals.refused(
                visit.decisions().held("authentication policy", "requires a second factor of everybody"),
                "new second factor",
                event(visit, proven, target, AuditEvent.Outcome.REFUSED, reason));
        return new Outcome.Refused(reason);
    }

    private static AuditEvent event(
            Visit visit, Proven proven, String target, AuditEvent.Outcome outcome, String reason) {
        return visit.event(proven.person().name(), "factor.add", target, outcome, reason);
    }

    private static String binding(OpaqueSecret step) {
        return step.derive("new passkey while signing in");
    }
}
