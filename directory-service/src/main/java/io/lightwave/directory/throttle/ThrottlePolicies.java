package io.lightwave.directory.throttle;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.PolicyDocuments;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// The tenants' limits of throttling. A warm look-up touches no SQL.
final class ThrottlePolicies {
    private final PolicyStore<ThrottlePolicy> store;

    ThrottlePolicies(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        this.store = new PolicyStore<>(
                "throttle",
                ThrottlePolicy.DEFAULTS,
                ThrottlePolicies::inWords,
                new PolicyDocuments<>(
                        database,
                        json,
                        "throttle_policy",
                        ThrottlePolicy.class,
                        Function.identity(),
                        Function.identity()),
                transactions,
                feed,
                audit,
                clock);
    }

    Room of(TenantId tenant, Limit limit) {
        return store.of(tenant).policy().of(limit);
    }

    PolicyStore<ThrottlePolicy> store() {
        return store;
    }

    private static String inWords(ThrottlePolicy policy) {
        return "account %s, network %s, network of clients %s, tenant %s"
                .formatted(
                        inWords(policy.of(Limit.ACCOUNT)),
                        inWords(policy.of(Limit.NETWORK_OF_PEOPLE)),
                        inWords(policy.of(Limit.NETWORK_OF_CLIENTS)),
                        inWords(policy.of(Limit.TENANT_OF_PEOPLE)));
    }

    private static String inWords(Room room) {
        return room.failures() + " for up to " + room.longest();
    }
}
