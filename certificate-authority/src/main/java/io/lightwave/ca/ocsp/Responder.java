package io.lightwave.ca.ocsp;

import io.lightwave.ca.template.IssuerKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/// A delegated responder of one authority, ready to sign.
///
/// @param renewAt when its successor signs, well before its certificate ends
record Responder(X509Certificate certificate, IssuerKey key, Instant renewAt) {}
