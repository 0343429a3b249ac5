/// The SPIFFE bundle of a tenant (SPIFFE Trust Domain and Bundle §4).
@NullMarked
package io.lightwave.workload.bundle;

import org.jspecify.annotations.NullMarked;
