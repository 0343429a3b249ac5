/// The short way to the endpoints that are called all the time.
@NullMarked
package io.lightwave.token.direct;

import org.jspecify.annotations.NullMarked;
