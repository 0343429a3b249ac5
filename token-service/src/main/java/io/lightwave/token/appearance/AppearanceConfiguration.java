package io.lightwave.token.appearance;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.token.protocol.ActiveTenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class AppearanceConfiguration {

    @Bean
    Appearances appearances(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new Appearances(database, transactions, feed, audit, clock, json);
    }

    @Bean
    AppearanceEndpoint appearanceEndpoint(Appearances appearances, ObjectMapper json) {
        return new AppearanceEndpoint(appearances, json);
    }

    @Bean
    LookEndpoint lookEndpoint(ActiveTenants tenants, Appearances appearances) {
        return new LookEndpoint(tenants, appearances);
    }
}
