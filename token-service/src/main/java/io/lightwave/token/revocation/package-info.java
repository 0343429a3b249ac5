/// Token revocation (RFC 7009).
@NullMarked
package io.lightwave.token.revocation;

import org.jspecify.annotations.NullMarked;
