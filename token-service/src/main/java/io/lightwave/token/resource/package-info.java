/// Resource servers (RFC 8707): what a token may be for, and who may introspect it.
@NullMarked
package io.lightwave.token.resource;

import org.jspecify.annotations.NullMarked;
