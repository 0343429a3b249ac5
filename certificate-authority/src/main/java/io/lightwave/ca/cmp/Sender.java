package io.lightwave.ca.cmp;

import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.directory.ActivePrincipal;
import java.security.cert.X509Certificate;
import java.util.Locale;

/// Who has protected a message, as was proved.
sealed interface Sender {
    ActivePrincipal principal();

    /// Whoever goes on with a transaction must be who began it, by the same means.
    String means();

    /// How the audit trail names it.
    default String actor() {
        return "%s:%s@%s"
                .formatted(
                        principal().kind().name().toLowerCase(Locale.ROOT),
                        principal().name(),
                        principal().tenant());
    }

    /// By a secret that an administrator gave for the subject.
    ///
    /// @param mac answers are protected by it too (RFC 9483 §3.2)
    record Secret(Credential credential, ActivePrincipal principal, PasswordMac mac) implements Sender {
        @Override
        public String means() {
            return "secret " + credential.id();
        }
    }

    /// By the key of a certificate of its own.
    record Certified(X509Certificate certificate, ActivePrincipal principal) implements Sender {
        @Override
        public String means() {
            return "certificate " + Fingerprint.of(certificate);
        }
    }
}
