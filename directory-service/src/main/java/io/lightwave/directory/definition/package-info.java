/// The schema of a tenant over REST (RFC 4512 §4.2): what it knows, and changes of what is its own, tried or made.
@NullMarked
package io.lightwave.directory.definition;

import org.jspecify.annotations.NullMarked;
