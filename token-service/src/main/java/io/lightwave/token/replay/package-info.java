/// What others sign and may show once: its `jti` is kept for as long as anybody would accept it
/// (RFC 7519 §4.1.7, RFC 7523 §3, RFC 9449 §11.1), on all nodes.
@NullMarked
package io.lightwave.token.replay;

import org.jspecify.annotations.NullMarked;
