/// Password authentication, for every door alike (RFC 4513 §5.1.3).
@NullMarked
package io.lightwave.directory.authentication;

import org.jspecify.annotations.NullMarked;
