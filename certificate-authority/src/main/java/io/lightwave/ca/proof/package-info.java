/// Proofs of control over names and addresses (RFC 8555 §8, RFC 8737, RFC 8738), looked for in networks that the
/// operator listed and nowhere else.
@NullMarked
package io.lightwave.ca.proof;

import org.jspecify.annotations.NullMarked;
