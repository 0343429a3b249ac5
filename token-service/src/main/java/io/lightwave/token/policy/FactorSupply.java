package io.lightwave.token.policy;

import io.lightwave.directory.TenantId;

/// Says whether anybody of a tenant could begin a sign-in with a factor, as things are. A factor that nobody speaks for
/// is always there.
public interface FactorSupply {

    Factor factor();

    boolean isThere(TenantId tenant);
}
