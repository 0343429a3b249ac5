package io.lightwave.token.replay;

import java.time.Instant;
import java.util.Arrays;

/// A JWT that is being used.
///
/// @param digest tells it from all others of the tenant
/// @param expiresAt when nobody would accept it any more
@SuppressWarnings("ArrayRecordComponent") // compared by content below
record UsedJwt(String tenant, byte[] digest, Instant expiresAt) implements Comparable<UsedJwt> {

    @Override
    public int compareTo(UsedJwt other) {
        int byTenant = tenant.compareTo(other.tenant);
        return byTenant == 0 ? Arrays.compareUnsigned(digest, other.digest) : byTenant;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UsedJwt used && compareTo(used) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
