/// What a certificate that is still good is worth to its holder: another one, in the second half of its life.
@NullMarked
package io.lightwave.ca.renewal;

import org.jspecify.annotations.NullMarked;
