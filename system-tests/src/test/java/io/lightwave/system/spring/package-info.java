/// An application that other people's framework makes of a few lines, run as a process of its own.
@NullMarked
package io.lightwave.system.spring;

import org.jspecify.annotations.NullMarked;
