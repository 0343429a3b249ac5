/// X.509 proof of possession: outside certificate authorities whose machines join as nodes, and what a certificate of
/// theirs must be.
@NullMarked
package io.lightwave.workload.authority;

import org.jspecify.annotations.NullMarked;
