/// Identity providers of others (OpenID Connect Core, code flow with PKCE), by which people sign in: what an operator
/// registers of them, the requests that people are sent there with, and whom their ID tokens stand for here.
@NullMarked
package io.lightwave.token.federation;

import org.jspecify.annotations.NullMarked;
