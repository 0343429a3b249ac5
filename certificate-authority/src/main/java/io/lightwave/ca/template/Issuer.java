package io.lightwave.ca.template;

import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;

/// The authority that will sign, as far as its certificate binds what it may sign.
///
/// @param pathLength how many further authorities may follow below it (RFC 5280 §4.2.1.9)
public record Issuer(X500Name name, Instant notBefore, Instant notAfter, int pathLength, SubjectKey key) {}
