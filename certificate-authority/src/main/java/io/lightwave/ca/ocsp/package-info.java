/// Answers whether certificates are good, revoked or unknown: the online certificate status protocol (RFC 6960), its
/// nonce (RFC 9654), with a delegated responder for each authority.
@NullMarked
package io.lightwave.ca.ocsp;

import org.jspecify.annotations.NullMarked;
