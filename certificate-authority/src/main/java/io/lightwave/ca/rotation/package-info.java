/// How a tenant's authorities follow each other: made and published, waited for, activated, drained, retired; and at
/// once when a key has leaked.
@NullMarked
package io.lightwave.ca.rotation;

import org.jspecify.annotations.NullMarked;
