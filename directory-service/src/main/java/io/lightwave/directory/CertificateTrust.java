package io.lightwave.directory;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Which certificates the authorities of a tenant stand behind; certificate-authority implements it.
public interface CertificateTrust {

    /// @param holder whom it was issued to; empty for the server's own
    /// @param attester the node that spoke for the holder, as it is now; empty when none did
    record Trusted(Optional<SubjectId> holder, Optional<Attester> attester) {
        /// One that no node spoke for.
        public Trusted(Optional<SubjectId> holder) {
            this(holder, Optional.empty());
        }
    }

    /// Empty unless an authority of this tenant issued exactly this certificate, it is in time, it is
    /// neither revoked nor on hold, and the node that spoke for its holder may still do so
    /// ([Attestations]). Whether its presenter has the key, and what it says, is not looked at.
    Optional<Trusted> find(TenantId tenant, X509Certificate certificate);
}
