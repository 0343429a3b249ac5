/// The sign-in page: who a person is, proved by their password, begins a session and goes on with the
/// authorization request that asked for it.
@NullMarked
package io.lightwave.token.login;

import org.jspecify.annotations.NullMarked;
