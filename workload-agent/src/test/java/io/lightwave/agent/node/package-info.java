@NullMarked
package io.lightwave.agent.node;

import org.jspecify.annotations.NullMarked;
