package io.lightwave.token.tokenpolicy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class TokenPolicyConfiguration {

    @Bean
    TokenPolicies tokenPolicies(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit, InstantSource clock) {
        return new TokenPolicies(database, transactions, feed, audit, clock);
    }

    @Bean
    TokenPolicyEndpoint tokenPolicyEndpoint(TokenPolicies policies, ObjectMapper json) {
        return new TokenPolicyEndpoint(policies, json);
    }
}
