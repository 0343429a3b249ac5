/// Foreign trust domains (SPIFFE Federation): where their bundles are fetched, how whoever gives them is known, and the
/// last good one of each. Bundles stay apart by trust domain from the table to the agent.
@NullMarked
package io.lightwave.workload.federation;

import org.jspecify.annotations.NullMarked;
