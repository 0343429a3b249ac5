/// Authorization requests that are kept here, out of the browser's reach: pushed ones (RFC 9126), and those that wait
/// for a person.
@NullMarked
package io.lightwave.token.pushed;

import org.jspecify.annotations.NullMarked;
