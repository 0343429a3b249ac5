/// The SPIFFE Workload API over gRPC on a Unix socket: who calls is known by the kernel's word, not by the call.
@NullMarked
package io.lightwave.agent.workloadapi;

import org.jspecify.annotations.NullMarked;
