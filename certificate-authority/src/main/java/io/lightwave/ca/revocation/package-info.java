/// Ending certificates before their time: by an operator, by what becomes of their subject, and the certificate
/// revocation lists that tell others (RFC 5280 §5).
@NullMarked
package io.lightwave.ca.revocation;

import org.jspecify.annotations.NullMarked;
