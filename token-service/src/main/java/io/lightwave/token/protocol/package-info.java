/// What the OAuth 2 endpoints share on the wire: strict form parameters (RFC 6749 appendix B) and JSON answers with
/// their errors (RFC 6749 §5.2).
@NullMarked
package io.lightwave.token.protocol;

import org.jspecify.annotations.NullMarked;
