/// Opaque secrets that we hand out and know again only by their hash: session cookies, codes, refresh tokens
/// (RFC 6749 §10.10).
@NullMarked
package io.lightwave.token.opaque;

import org.jspecify.annotations.NullMarked;
