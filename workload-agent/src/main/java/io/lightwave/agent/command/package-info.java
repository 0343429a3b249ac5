/// The command line: one class per thing that a command is about.
@NullMarked
package io.lightwave.agent.command;

import org.jspecify.annotations.NullMarked;
