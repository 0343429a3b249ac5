/// A tenant as an issuer: its stored keys, their key set (RFC 7517) and its metadata (RFC 8414, OpenID Connect
/// Discovery).
@NullMarked
package io.lightwave.token.issuer;

import org.jspecify.annotations.NullMarked;
