package io.lightwave.workload.cluster;

import java.util.UUID;

/// Which node of which cluster a node is.
///
/// @param issuerId the cluster's trusted issuer's
/// @param issuer the `iss` of the cluster's tokens
/// @param node its name in the cluster
/// @param uid that the cluster gave this node and gives no other, of this name or another
public record Membership(UUID issuerId, String issuer, String node, String uid) {}
