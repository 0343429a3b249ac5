@NullMarked
package io.lightwave.agent.identity;

import org.jspecify.annotations.NullMarked;
