package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.totp.SecondFactors;

/// What a person can prove besides the password.
record OwnFactors(SecondFactors codes, Passkeys passkeys, Certificates certificates) {

    boolean areEnrolled(ActivePrincipal person) {
        return codes.isEnrolled(person.tenant(), person.id()) || areEnrolledBesideCodes(person);
    }

    boolean areEnrolledBesideCodes(ActivePrincipal person) {
        return passkeys.isEnrolled(person.tenant(), person.id()) || certificates.areSecondFactor(person);
    }
}
