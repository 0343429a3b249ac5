package io.lightwave.ca;

import java.net.URI;
import java.util.Optional;

/// @param pkiUrl the plain-HTTP base of CRL and issuer addresses that go into certificates
/// @param token keeps the keys of authorities that are made from now on; without one they are sealed in the database
/// @param keys what authorities that are made from now on sign with
/// @param listed so many live certificates share a revocation list; more are in further ones
/// @param sharedRoot whether the system tenant's root certifies what tenants that are made from now on issue with,
///     which have no root of their own then
/// @param mlDsa whether keys of ML-DSA-65 are certified, and authorities may have such
public record CertificateAuthoritySettings(
        URI pkiUrl,
        AcmeSettings acme,
        Optional<Pkcs11Settings> token,
        AuthorityKeyType keys,
        int listed,
        boolean sharedRoot,
        boolean mlDsa) {
    /// How many certificates share a revocation list unless said otherwise.
    public static final int LISTED = 100_000;

    /// What is said of keys of ML-DSA-65 where they are turned off.
    public static final String ML_DSA_IS_OFF =
            "keys of ML-DSA-65 (RFC 9881) are turned off on this server (LIGHTWAVE_CA_ML_DSA)";

    public CertificateAuthoritySettings {
        if (listed < 1) {
            throw new IllegalArgumentException("a revocation list is for one certificate at least");
        }
        if (keys == AuthorityKeyType.ML_DSA_65) {
            throw new IllegalArgumentException("authorities get keys of ML-DSA-65 by rotation only");
        }
        if (token.isPresent() && !keys.isForTokens()) {
            throw new IllegalArgumentException("a token makes no keys of the kind " + keys.word());
        }
    }

    public CertificateAuthoritySettings(URI pkiUrl, AcmeSettings acme) {
        this(pkiUrl, acme, Optional.empty(), AuthorityKeyType.EC_P256, LISTED, false, false);
    }

    /// With the defaults for ACME: nothing may be reached to validate names.
    public CertificateAuthoritySettings(URI pkiUrl) {
        this(pkiUrl, AcmeSettings.DEFAULTS);
    }
}
