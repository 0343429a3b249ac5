/// Proof of possession at the application level (RFC 9449): proofs and the nonces that we ask for in them.
@NullMarked
package io.lightwave.token.dpop;

import org.jspecify.annotations.NullMarked;
