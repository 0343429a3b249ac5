@NullMarked
package io.lightwave.server.backup;

import org.jspecify.annotations.NullMarked;
