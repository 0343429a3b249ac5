/// Signing out: by a person on our page, or by a client that shows whose session it means (OpenID Connect
/// RP-Initiated Logout 1.0).
@NullMarked
package io.lightwave.token.logout;

import org.jspecify.annotations.NullMarked;
