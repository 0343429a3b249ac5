/// What a certificate will say, the lint that must pass it, and the signature: only a [LintedTemplate] can be
/// signed, and what was signed is read back and compared (RFC 5280 §4, SPIFFE X509-SVID).
@NullMarked
package io.lightwave.ca.template;

import org.jspecify.annotations.NullMarked;
