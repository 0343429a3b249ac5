/// Load scenarios that measure CPU per operation.
@NullMarked
package io.lightwave.bench;

import org.jspecify.annotations.NullMarked;
