/// What the agent holds: the entries of its node, the bundle, certificates and tokens of the workloads there; all in
/// memory, and told to whoever listens when it changes.
@NullMarked
package io.lightwave.agent.identity;

import org.jspecify.annotations.NullMarked;
