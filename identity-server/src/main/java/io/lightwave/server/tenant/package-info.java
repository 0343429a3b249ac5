/// Making tenants: directory, certificate authority, issuer, console client and administrator, in an order that can be
/// taken up again wherever it was cut off.
@NullMarked
package io.lightwave.server.tenant;

import org.jspecify.annotations.NullMarked;
