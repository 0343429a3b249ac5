/// Clients that register themselves (RFC 7591, OpenID Connect Registration) and manage their registration
/// (RFC 7592), under a policy of the tenant.
@NullMarked
package io.lightwave.token.registration;

import org.jspecify.annotations.NullMarked;
