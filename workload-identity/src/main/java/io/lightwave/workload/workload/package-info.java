/// Workloads: directory entries with a SPIFFE ID, the rules that recognise them and the audiences they may ask tokens
/// for.
@NullMarked
package io.lightwave.workload.workload;

import org.jspecify.annotations.NullMarked;
