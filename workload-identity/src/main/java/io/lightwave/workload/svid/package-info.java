/// What nodes ask for the workloads on them: which they are, their certificates and tokens.
@NullMarked
package io.lightwave.workload.svid;

import org.jspecify.annotations.NullMarked;
