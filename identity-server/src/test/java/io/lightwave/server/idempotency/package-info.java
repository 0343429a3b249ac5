@NullMarked
package io.lightwave.server.idempotency;

import org.jspecify.annotations.NullMarked;
