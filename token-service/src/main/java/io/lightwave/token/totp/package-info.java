/// Second factors: one-time codes of an authenticator (RFC 6238), and recovery codes for whoever has lost it.
@NullMarked
package io.lightwave.token.totp;

import org.jspecify.annotations.NullMarked;
