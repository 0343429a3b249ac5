/// How long records of certificates are kept.
@NullMarked
package io.lightwave.ca.retention;

import org.jspecify.annotations.NullMarked;
