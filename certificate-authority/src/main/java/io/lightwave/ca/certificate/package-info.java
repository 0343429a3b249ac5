/// The record of every certificate: written before the signature, searched by operators, marked when it is
/// revoked or on hold (RFC 5280 §5.3.1).
@NullMarked
package io.lightwave.ca.certificate;

import org.jspecify.annotations.NullMarked;
