/// Watches for certificates that end without another having taken their place.
@NullMarked
package io.lightwave.ca.expiry;

import org.jspecify.annotations.NullMarked;
