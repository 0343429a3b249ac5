@NullMarked
package io.lightwave.server.tenant;

import org.jspecify.annotations.NullMarked;
