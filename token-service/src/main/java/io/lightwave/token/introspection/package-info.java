/// Token introspection (RFC 7662).
@NullMarked
package io.lightwave.token.introspection;

import org.jspecify.annotations.NullMarked;
