/// The web console's server side: sign-in by authorization code and PKCE (RFC 9700), tokens kept here and out of
/// JavaScript behind one cookie, and the static files.
@NullMarked
package io.lightwave.server.console;

import org.jspecify.annotations.NullMarked;
