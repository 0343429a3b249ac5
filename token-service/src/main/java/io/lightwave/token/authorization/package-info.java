/// The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2, RFC 9207, RFC 9700) and the
/// authorization code grant, with PKCE for everybody (RFC 7636). A client that the tenant's administrator has
/// registered is trusted with what it is registered for: nobody is asked for consent.
@NullMarked
package io.lightwave.token.authorization;

import org.jspecify.annotations.NullMarked;
