/// Workload identity: evidence in, a workload's subject out.
@NullMarked
package io.lightwave.workload;

import org.jspecify.annotations.NullMarked;
