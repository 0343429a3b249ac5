@NullMarked
package io.lightwave.token.preview;

import org.jspecify.annotations.NullMarked;
