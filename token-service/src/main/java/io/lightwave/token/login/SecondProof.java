package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.emailcode.EmailCodes;
import io.lightwave.token.mail.Address;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.passkey.Assertion;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.totp.SecondFactors;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The second factor of a sign-in, whichever its person has.
final class SecondProof {
    private static final String THROTTLE = "throttle";

    private final SecondFactors codes;
    private final Passkeys passkeys;
    private final EmailCodes letters;
    private final Certificates certificates;
    private final Audit audit;

    SecondProof(SecondFactors codes, Passkeys passkeys, EmailCodes letters, Certificates certificates, Audit audit) {
        this.codes = codes;
        this.passkeys = passkeys;
        this.letters = letters;
        this.certificates = certificates;
        this.audit = audit;
    }

    sealed interface Outcome {
        /// @param factors what has been proved (RFC 8176)
        record Held(List<String> factors) implements Outcome {}

        /// @param policy what refuses
        /// @param reason for the audit trail
        record Refused(String policy, String reason) implements Outcome {
            Refused(String reason) {
                this("second factor", reason);
            }
        }
    }

    /// What the browser is told to prove one of the person's passkeys.
    String passkeyOptions(Visit visit, Proven proven, OpaqueSecret step) {
        return passkeys.requestOptions(visit.tenant(), Optional.of(proven.person()), binding(step));
    }

    Outcome passkey(Visit visit, Proven proven, OpaqueSecret step, Optional<Assertion> sent) {
        return switch (passkeys.check(visit.tenant(), Optional.of(proven.person()), binding(step), sent)) {
            case Passkeys.Check.Held held -> new Outcome.Held(held.factors());
            case Passkeys.Check.Refused refused -> new Outcome.Refused(ofPasskey(refused.reason()));
        };
    }

    /// @param shown empty when none was
    Outcome certificate(Visit visit, Proven proven, Optional<X509Certificate> shown) {
        return switch (certificates.check(proven.person(), shown)) {
            case Certificates.Check.Held held -> {
                visit.decisions().held("certificate", held.how());
                yield new Outcome.Held(held.factors());
            }
            case Certificates.Check.Refused refused -> new Outcome.Refused("certificate refused: " + refused.reason());
        };
    }

    /// @param counted whether codes of an authenticator count; recovery codes do in any case
    Outcome code(Visit visit, Proven proven, String typed, boolean counted) {
        return switch (codes.check(proven.person(), typed, counted, visit.origin())) {
            case RIGHT -> new Outcome.Held(List.of(SignIn.CODE));
            case RECOVERY -> {
                noteRecovery(visit, proven.person());
                yield new Outcome.Held(List.of(SignIn.CODE));
            }
            case WRONG -> wrong(visit, "wrong code");
            case THROTTLED -> new Outcome.Refused(THROTTLE, "codes throttled after failures");
        };
    }

    /// Sends a code to the person's address.
    void sendLetter(Visit visit, Proven proven, OpaqueSecret step) {
        letters.send(visit.tenant(), proven.person(), step, visit.origin());
    }

    /// Where it goes, as far as whoever knows the password is told.
    String addressInPart(Proven proven) {
        String address = letters.address(proven.person()).map(Address::text).orElse("");
        return address.isEmpty() ? "" : address.charAt(0) + "…" + address.substring(address.lastIndexOf('@'));
    }

    /// A code that was sent for this step.
    Outcome letter(Visit visit, Proven proven, OpaqueSecret step, String typed) {
        return switch (letters.check(proven.person(), step, typed, visit.origin())) {
            case RIGHT -> new Outcome.Held(List.of(SignIn.CODE, SignIn.LETTER));
            case WRONG -> wrong(visit, "wrong code of a letter");
            case THROTTLED -> new Outcome.Refused(THROTTLE, "codes of letters throttled after failures");
        };
    }

    private static Outcome wrong(Visit visit, String reason) {
        visit.decisions().held(THROTTLE, "not too many wrong codes");
        return new Outcome.Refused(reason);
    }

    static String ofPasskey(String reason) {
        return reason.equals("MaliciousCounterValue")
                ? "passkey refused: its signature counter went back, it may have been cloned"
                : "passkey refused: " + reason;
    }

    private void noteRecovery(Visit visit, ActivePrincipal person) {
        audit.record(visit.event(person.name(), "factor.use", "recovery code", AuditEvent.Outcome.SUCCESS, ""));
    }

    /// Only whoever has the page with the step, whose form belongs to one browser, knows it.
    private static String binding(OpaqueSecret step) {
        return step.derive("passkey as the second factor");
    }
}
