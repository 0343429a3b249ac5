package io.lightwave.token.approval;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.token.TokenSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Approvals and authorization codes.
@Configuration(proxyBeanMethods = false)
public class ApprovalConfiguration {

    @Bean
    Approvals approvals(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            ChangeFeed feed,
            InstantSource clock,
            TokenSettings settings) {
        return new Approvals(jdbc, transactions, feed, clock, settings);
    }

    @Bean
    StandingApprovals standingApprovals(ActivePrincipals principals, InstantSource clock) {
        return new StandingApprovals(principals, clock);
    }

    @Bean
    AuthorizationCodes authorizationCodes(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new AuthorizationCodes(jdbc, clock, random);
    }
}
