package io.lightwave.ca.cmp;

import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.directory.ActivePrincipal;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/// Who has protected a message, as was proved.
sealed interface Sender {
    ActivePrincipal principal();

    /// Whoever goes on with a transaction must be who began it, by the same means.
    String means();

    /// How the audit trail names it.
    default String actor() {
        return principal().actor();
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

        X500Name issuer() {
            return X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
        }

        /// Whether a message that names a certificate means this one.
        boolean isNamed(@Nullable ASN1Integer serial, @Nullable X500Name issuer) {
            return serial != null && serial.hasValue(certificate.getSerialNumber()) && issuer().equals(issuer);
        }
    }
}
