package io.lightwave.ca;

import java.net.URI;

/// @param pkiUrl the plain-HTTP base of CRL and issuer addresses that go into certificates
/// @param listed so many live certificates share a revocation list; more are in further ones
public record CertificateAuthoritySettings(URI pkiUrl, AcmeSettings acme, int listed) {
    /// How many certificates share a revocation list unless said otherwise.
    public static final int LISTED = 100_000;

    public CertificateAuthoritySettings {
        if (listed < 1) {
            throw new IllegalArgumentException("a revocation list is for one certificate at least");
        }
    }

    public CertificateAuthoritySettings(URI pkiUrl, AcmeSettings acme) {
        this(pkiUrl, acme, LISTED);
    }

    /// With the defaults for ACME: nothing may be reached to validate names.
    public CertificateAuthoritySettings(URI pkiUrl) {
        this(pkiUrl, AcmeSettings.DEFAULTS);
    }
}
