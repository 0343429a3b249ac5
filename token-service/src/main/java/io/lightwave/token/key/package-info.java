/// Signing keys and what is done with them: compact JWS (RFC 7515), JWT claims (RFC 7519), thumbprints (RFC 7638).
@NullMarked
package io.lightwave.token.key;

import org.jspecify.annotations.NullMarked;
