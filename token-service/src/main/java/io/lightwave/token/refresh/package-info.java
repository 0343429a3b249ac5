/// Refresh tokens (RFC 6749 §6, RFC 9700 §4.14) as families: one row for each approval, whatever the number of its
/// tokens.
@NullMarked
package io.lightwave.token.refresh;

import org.jspecify.annotations.NullMarked;
