@NullMarked
package io.lightwave.server.tls;

import org.jspecify.annotations.NullMarked;
