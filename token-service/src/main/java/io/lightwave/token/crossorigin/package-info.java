/// Which scripts of other origins may call the protocol endpoints (Fetch standard, "CORS protocol").
@NullMarked
package io.lightwave.token.crossorigin;

import org.jspecify.annotations.NullMarked;
