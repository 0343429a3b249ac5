/// OpenID Connect Back-Channel Logout 1.0: clients that a session had signed in to are told of its end, server to
/// server.
@NullMarked
package io.lightwave.token.backchannel;

import org.jspecify.annotations.NullMarked;
