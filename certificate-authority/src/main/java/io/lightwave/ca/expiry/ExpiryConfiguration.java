package io.lightwave.ca.expiry;

import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class ExpiryConfiguration {
    private static final Duration INTERVAL = Duration.ofHours(1);

    @Bean
    ExpiryWatch certificateExpiryWatch(
            Tenants tenants, JdbcClient jdbc, TransactionTemplate transaction, Audit audit, InstantSource clock) {
        return new ExpiryWatch(tenants, jdbc, transaction, audit, clock);
    }

    @Bean
    RecurringTask certificateExpirySchedule(ExpiryWatch watch) {
        return new RecurringTask("certificate-expiry", INTERVAL, watch::look);
    }
}
