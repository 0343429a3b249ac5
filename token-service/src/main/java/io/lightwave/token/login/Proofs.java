package io.lightwave.token.login;

import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.passkey.Passkeys;

/// What people prove themselves by.
record Proofs(
        SourcedPasswords passwords,
        Passkeys passkeys,
        SecondProof second,
        Enrolment enrolment,
        Certificates certificates,
        CertificateErrands errands) {}
