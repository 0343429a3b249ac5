/// Access tokens (RFC 9068): the one mint, the one verifier, and the list of those revoked before their time.
@NullMarked
package io.lightwave.token.accesstoken;

import org.jspecify.annotations.NullMarked;
