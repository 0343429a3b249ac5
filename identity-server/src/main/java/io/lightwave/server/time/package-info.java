/// Watches over the server's clock: what is issued says until when it is good.
@NullMarked
package io.lightwave.server.time;

import org.jspecify.annotations.NullMarked;
