/// ID tokens and refresh tokens of our own as subject tokens of an exchange (RFC 8693 §3).
@NullMarked
package io.lightwave.token.exchange;

import org.jspecify.annotations.NullMarked;
