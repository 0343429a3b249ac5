/// Drives the packaged server from outside, as its users do: over HTTP, LDAP and the launcher, never by its classes.
@NullMarked
package io.lightwave.system;

import org.jspecify.annotations.NullMarked;
