/// Signing in at the command line, and what of it is kept: a context for each server and tenant.
@NullMarked
package io.lightwave.agent.signin;

import org.jspecify.annotations.NullMarked;
