/// The server's own console as a client: the token endpoint's grants without the detour over the network.
@NullMarked
package io.lightwave.token.console;

import org.jspecify.annotations.NullMarked;
