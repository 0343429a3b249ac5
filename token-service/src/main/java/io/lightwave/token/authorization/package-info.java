/// The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2, RFC 9207, RFC 9700), where requests come
/// plain, signed (RFC 9101) or pushed (RFC 9126), and the authorization code grant, with PKCE (RFC 7636). A client that
/// the tenant's administrator has registered is trusted with what it is registered for, unless the registration or the
/// request asks for the person's consent.
@NullMarked
package io.lightwave.token.authorization;

import org.jspecify.annotations.NullMarked;
