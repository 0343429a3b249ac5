package io.lightwave.token.key;

import io.lightwave.directory.TenantId;

/// Sees to it that a tenant has what a client will need; here, since clients are registered below issuers.
@FunctionalInterface
public interface KeySupply {

    /// Makes an active key of the algorithm unless there is one. Joins the caller's transaction if it has one.
    void require(TenantId tenant, Algorithm algorithm);
}
