/// The lightwave command and the node agent.
@NullMarked
package io.lightwave.agent;

import org.jspecify.annotations.NullMarked;
