package io.lightwave.directory;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Which certificates the authorities of a tenant stand behind; certificate-authority implements it.
public interface CertificateTrust {

    /// @param holder whom it was issued to; empty for the server's own
    record Trusted(Optional<SubjectId> holder) {}

    /// Empty unless an authority of this tenant issued exactly this certificate, it is in time, and it is neither
    /// revoked nor on hold. Whether its presenter has the key, and what it says, is not looked at.
    Optional<Trusted> find(TenantId tenant, X509Certificate certificate);
}
