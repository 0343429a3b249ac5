package io.lightwave.ca.retention;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RetentionConfiguration {

    @Bean
    RetentionSchedule certificateRetention(
            Tenants tenants,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock) {
        return new RetentionSchedule(tenants, new ExpiredCertificates(jdbc, transaction, feed, audit, clock));
    }
}
