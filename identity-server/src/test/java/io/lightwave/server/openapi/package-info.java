@NullMarked
package io.lightwave.server.openapi;

import org.jspecify.annotations.NullMarked;
