package io.lightwave.ca;

import java.net.URI;
import java.util.Optional;

/// @param pkiUrl the plain-HTTP base of CRL and issuer addresses that go into certificates
/// @param token keeps the keys of authorities that are made from now on; without one they are sealed in the database
/// @param keys what authorities that are made from now on sign with
/// @param listed so many live certificates share a revocation list; more are in further ones
/// @param sharedRoot whether the system tenant's root certifies what tenants that are made from now on issue with,
///     which have no root of their own then
public record CertificateAuthoritySettings(
        URI pkiUrl,
        AcmeSettings acme,
        Optional<Pkcs11Settings> token,
        AuthorityKeyType keys,
        int listed,
        boolean sharedRoot) {
    /// How many certificates share a revocation list unless said otherwise.
    public static final int LISTED = 100_000;

    public CertificateAuthoritySettings {
        if (listed < 1) {
            throw new IllegalArgumentException("a revocation list is for one certificate at least");
        }
        if (token.isPresent() && !keys.isForTokens()) {
            throw new IllegalArgumentException("a token makes no keys of the kind " + keys.word());
        }
    }

    public CertificateAuthoritySettings(URI pkiUrl, AcmeSettings acme) {
        this(pkiUrl, acme, Optional.empty(), AuthorityKeyType.EC_P256, LISTED, false);
    }

    /// With the defaults for ACME: nothing may be reached to validate names.
    public CertificateAuthoritySettings(URI pkiUrl) {
        this(pkiUrl, AcmeSettings.DEFAULTS);
    }
}
