package io.lightwave.token.login;

import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.token.passkey.Passkeys;

/// What people prove themselves by.
record Proofs(PasswordAuthentication passwords, Passkeys passkeys, SecondProof second, Enrolment enrolment) {}
