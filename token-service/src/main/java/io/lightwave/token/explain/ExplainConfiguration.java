package io.lightwave.token.explain;

import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Why somebody was refused.
@Configuration(proxyBeanMethods = false)
public class ExplainConfiguration {

    @Bean
    Refusals pageRefusals(
            JdbcClient jdbc, TransactionTemplate transactions, Audit audit, ObjectMapper json, InstantSource clock) {
        return new Refusals(jdbc, transactions, audit, json, clock);
    }

    @Bean
    RecurringTask oldPageRefusals(Refusals refusals) {
        return new RecurringTask("old-page-refusals", Duration.ofHours(1), refusals::forgetOld);
    }

    @Bean
    RefusalsEndpoint pageRefusalsEndpoint(Refusals refusals) {
        return new RefusalsEndpoint(refusals);
    }
}
