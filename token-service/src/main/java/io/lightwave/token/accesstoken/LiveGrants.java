package io.lightwave.token.accesstoken;

import io.lightwave.directory.TenantId;

/// Whether an authorization that a person gave still stands: neither revoked nor its session ended. Asked for every
/// access token that carries one, so warm answers touch no SQL.
@FunctionalInterface
public interface LiveGrants {
    boolean isLive(TenantId tenant, String grantId);
}
