/// Kubernetes clusters whose nodes join here: who of them may, and what their API servers say of nodes and pods.
@NullMarked
package io.lightwave.workload.cluster;

import org.jspecify.annotations.NullMarked;
