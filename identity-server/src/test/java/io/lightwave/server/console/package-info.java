@NullMarked
package io.lightwave.server.console;

import org.jspecify.annotations.NullMarked;
