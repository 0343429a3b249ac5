package io.lightwave.ca.retention;

import io.lightwave.ca.revocation.OtherCertificates;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RetentionConfiguration {
    private static final Duration INTERVAL = Duration.ofHours(1);

    @Bean
    Retention certificateRetention(
            Tenants tenants,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            List<OtherCertificates> others,
            Audit audit,
            InstantSource clock) {
        return new Retention(tenants, new ExpiredCertificates(jdbc, transaction, feed, others, audit, clock));
    }

    @Bean
    RecurringTask certificateRetentionSchedule(Retention retention) {
        return new RecurringTask("certificate-retention", INTERVAL, retention::purge);
    }
}
