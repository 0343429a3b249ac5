/// OpenID Connect Session Management 1.0: the page that tells a client, in the browser, whether its session is still
/// the same.
@NullMarked
package io.lightwave.token.sessionmanagement;

import org.jspecify.annotations.NullMarked;
