package io.lightwave.directory.throttle;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A tenant's limits of throttling, within the bounds of each [Limit]; what is null takes its default.
record ThrottlePolicy(
        @Nullable Room account,
        @Nullable Room network,
        @Nullable Room networkOfClients,
        @Nullable Room tenant) {
    /// Of a tenant that has not changed it.
    static final ThrottlePolicy DEFAULTS = new ThrottlePolicy(null, null, null, null);

    /// @throws io.lightwave.directory.InvalidFieldException when a value is out of bounds
    ThrottlePolicy {
        account = Limit.ACCOUNT.checked(account);
        network = Limit.NETWORK_OF_PEOPLE.checked(network);
        networkOfClients = Limit.NETWORK_OF_CLIENTS.checked(networkOfClients);
        tenant = Limit.TENANT_OF_PEOPLE.checked(tenant);
    }

    Room of(Limit limit) {
        return Objects.requireNonNull(
                switch (limit) {
                    case ACCOUNT -> account;
                    case NETWORK_OF_PEOPLE -> network;
                    case NETWORK_OF_CLIENTS -> networkOfClients;
                    case TENANT_OF_PEOPLE -> tenant;
                });
    }
}
