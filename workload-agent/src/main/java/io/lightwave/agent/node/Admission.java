package io.lightwave.agent.node;

import java.util.function.Supplier;

/// What the server lets this machine in by, asked for when it is needed.
public sealed interface Admission {
    /// What is shown to the server now. It is a secret.
    Supplier<String> shown();

    /// An operator's word, which counts once.
    record JoinToken(Supplier<String> shown) implements Admission {}

    /// The token that a cluster projects for the agent's pod, and renews. It lets the machine in again, too.
    record ClusterToken(Supplier<String> shown) implements Admission {}
}
