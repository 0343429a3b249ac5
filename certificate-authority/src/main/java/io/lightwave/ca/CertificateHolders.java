package io.lightwave.ca;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Whose a certificate is that somebody proved to hold, as by TLS.
public interface CertificateHolders {

    /// The certificate's subject by its stable id: empty unless this tenant's authority recorded exactly this
    /// certificate, it is within its validity, neither revoked nor on hold, and its subject is active.
    Optional<ActivePrincipal> find(TenantId tenant, X509Certificate certificate);
}
