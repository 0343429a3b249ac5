package io.lightwave.ca.delegate;

import io.lightwave.ca.template.IssuerKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/// What signs in the name of one authority, ready to sign.
///
/// @param renewAt when its successor signs, well before its certificate ends
public record Delegate(X509Certificate certificate, IssuerKey key, Instant renewAt) {}
