package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.page.Account;
import io.lightwave.token.policy.AuthenticationPolicy;
import io.lightwave.token.policy.Factor;

/// The certificates that a person signs in with.
record OwnCertificates(Certificates certificates, CertificateErrands errands, Assurance assurance) {

    /// Whether the person may enrol one.
    boolean mayBeEnrolled(ActivePrincipal person) {
        AuthenticationPolicy policy = assurance.policy(person.tenant());
        return errands.arePossible()
                && (policy.mayBeginWith(Factor.CERTIFICATE)
                        || policy.secondFactors().contains(Factor.CERTIFICATE));
    }

    Account.Certificates of(ActivePrincipal person) {
        return new Account.Certificates(
                mayBeEnrolled(person),
                certificates.of(person.tenant(), person.id()).stream()
                        .map(it -> new Account.Certificate(
                                it.id().toString(), it.name(), it.issuedBy(), it.createdAt(), it.lastUsedAt()))
                        .toList());
    }
}
