/// The journeys: one class each, on the packaged server, with other people's clients.
@NullMarked
package io.lightwave.system;

import org.jspecify.annotations.NullMarked;
