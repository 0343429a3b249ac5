@NullMarked
package io.lightwave.server.configuration;

import org.jspecify.annotations.NullMarked;
