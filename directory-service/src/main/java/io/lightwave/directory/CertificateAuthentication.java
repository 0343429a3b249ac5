package io.lightwave.directory;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Whose a certificate is that a peer proved to hold by TLS (SASL EXTERNAL, RFC 4513 §5.2.3). Declared here and
/// provided by whoever knows the certificate authorities; without it the directory takes no certificates.
public interface CertificateAuthentication {

    /// The certificate's active holder; empty unless this tenant's authority issued exactly this certificate and it is
    /// within its validity, neither revoked nor on hold.
    Optional<ActivePrincipal> holder(TenantId tenant, X509Certificate certificate);
}
