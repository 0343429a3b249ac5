/// JWTs that others sign and we accept: client assertions, DPoP proofs, request objects, assertions as grants
/// (RFC 7515, RFC 7519, RFC 8725).
@NullMarked
package io.lightwave.token.jws;

import org.jspecify.annotations.NullMarked;
