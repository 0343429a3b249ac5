package io.lightwave.directory.throttle;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Throttle;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Provides the [Throttle], and its limits over REST.
@Configuration(proxyBeanMethods = false)
public class ThrottleConfiguration {

    @Bean
    ThrottlePolicies throttlePolicies(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new ThrottlePolicies(jdbc, transactions, feed, audit, clock, json);
    }

    @Bean
    ThrottlePolicyEndpoint throttlePolicyEndpoint(ThrottlePolicies policies, ObjectMapper json) {
        return new ThrottlePolicyEndpoint(policies, json);
    }

    @Bean
    Throttle throttle(
            JdbcClient jdbc,
            ChangeFeed feed,
            PlatformTransactionManager transactions,
            ThrottlePolicies policies,
            InstantSource clock) {
        return new StoredThrottle(jdbc, feed, transactions, policies, clock);
    }
}
