/// The authorities of a tenant, a root and an issuing one below it: their keys, their certificates and the
/// addresses where both are published (RFC 5280 §4.2.2.1).
@NullMarked
package io.lightwave.ca.authority;

import org.jspecify.annotations.NullMarked;
