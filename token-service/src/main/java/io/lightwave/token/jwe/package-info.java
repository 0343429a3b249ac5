/// What is encrypted for clients that are registered for it (RFC 7516, OpenID Connect Core §10.2): signed first, then
/// encrypted.
@NullMarked
package io.lightwave.token.jwe;

import org.jspecify.annotations.NullMarked;
