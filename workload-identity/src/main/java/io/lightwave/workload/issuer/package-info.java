/// Trusted issuers: the platforms whose tokens a tenant takes as evidence, their keys, and what a rule may rest on.
@NullMarked
package io.lightwave.workload.issuer;

import org.jspecify.annotations.NullMarked;
