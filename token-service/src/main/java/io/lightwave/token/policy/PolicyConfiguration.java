package io.lightwave.token.policy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Authentication policies.
@Configuration(proxyBeanMethods = false)
public class PolicyConfiguration {

    @Bean
    AuthenticationPolicies authenticationPolicies(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json,
            List<FactorSupply> supplies) {
        return new AuthenticationPolicies(database, transactions, feed, audit, clock, json, supplies);
    }

    @Bean
    AuthenticationPolicyEndpoint authenticationPolicyEndpoint(AuthenticationPolicies policies, ObjectMapper json) {
        return new AuthenticationPolicyEndpoint(policies, json);
    }
}
