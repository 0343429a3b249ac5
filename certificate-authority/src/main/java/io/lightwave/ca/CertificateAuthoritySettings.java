package io.lightwave.ca;

import java.net.URI;

/// @param pkiUrl the plain-HTTP base of CRL and issuer addresses that go into certificates
public record CertificateAuthoritySettings(URI pkiUrl) {}
