@NullMarked
package io.lightwave.server.start;

import org.jspecify.annotations.NullMarked;
