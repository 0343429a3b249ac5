@NullMarked
package io.lightwave.agent.command;

import org.jspecify.annotations.NullMarked;
