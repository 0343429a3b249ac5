package io.lightwave.workload.federation;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.RecurringTask;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class FederationConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @Bean
    Federations federations(JdbcClient jdbc, ChangeFeed feed) {
        return new Federations(jdbc, feed);
    }

    @Bean
    FederationStore federationStore(JdbcClient jdbc, ChangeFeed feed) {
        return new FederationStore(jdbc, feed);
    }

    @Bean
    BundleFetching bundleFetching(
            TransactionTemplate transaction,
            FederationStore store,
            CertificateAuthority authority,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        return new BundleFetching(transaction, store, authority, egress, audit, clock);
    }

    @Bean
    RecurringTask bundleFetchingSchedule(BundleFetching fetching) {
        return new RecurringTask("federation", INTERVAL, fetching::run);
    }

    @Bean
    FederationsEndpoint federationsEndpoint(
            TransactionTemplate transaction,
            FederationStore store,
            BundleFetching fetching,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new FederationsEndpoint(
                new FederationRegistration(transaction, store, audit, clock), store, fetching, json);
    }
}
