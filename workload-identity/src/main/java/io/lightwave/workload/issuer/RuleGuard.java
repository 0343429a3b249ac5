package io.lightwave.workload.issuer;

/// What the rules that look at an issuer's tokens have to say to its changes; the workloads implement it. Both join
/// the caller's transaction.
public interface RuleGuard {

    /// @throws io.lightwave.directory.InvalidFieldException on `immutableClaims` when a rule would rest on nothing
    void requireAllStillRest(TrustedIssuer changed);

    void removeAll(TrustedIssuer removed);
}
