/// Nodes: machines that run workloads. They join with a token that counts once, and are known by the key they joined
/// with and the certificate that they got for it.
@NullMarked
package io.lightwave.workload.node;

import org.jspecify.annotations.NullMarked;
