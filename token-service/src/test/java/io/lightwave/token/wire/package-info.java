/// Golden request and response pairs.
@NullMarked
package io.lightwave.token.wire;

import org.jspecify.annotations.NullMarked;
