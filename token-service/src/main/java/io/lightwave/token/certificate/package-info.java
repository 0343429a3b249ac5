/// Client certificates by which people sign in: those of the tenant's own authorities, and of
/// authorities of outside that its policy names (RFC 5280, RFC 6960). The listener that asks for
/// certificates is another origin than the pages, so the browser goes there and back on an errand.
@NullMarked
package io.lightwave.token.certificate;

import org.jspecify.annotations.NullMarked;
