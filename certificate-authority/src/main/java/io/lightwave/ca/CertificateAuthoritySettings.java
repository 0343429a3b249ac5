package io.lightwave.ca;

import java.net.URI;

/// @param pkiUrl the plain-HTTP base of CRL and issuer addresses that go into certificates
public record CertificateAuthoritySettings(URI pkiUrl, AcmeSettings acme) {

    /// With the defaults for ACME: nothing may be reached to validate names.
    public CertificateAuthoritySettings(URI pkiUrl) {
        this(pkiUrl, AcmeSettings.DEFAULTS);
    }
}
