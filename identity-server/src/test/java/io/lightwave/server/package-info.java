@NullMarked
package io.lightwave.server;

import org.jspecify.annotations.NullMarked;
