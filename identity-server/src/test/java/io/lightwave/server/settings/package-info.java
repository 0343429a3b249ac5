@NullMarked
package io.lightwave.server.settings;

import org.jspecify.annotations.NullMarked;
