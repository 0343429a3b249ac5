package io.lightwave.token.saml.provider;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.RecurringTask;
import io.lightwave.token.saml.MetadataExpiry;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.key.SamlKeys;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Service providers and their registration.
@Configuration(proxyBeanMethods = false)
public class ServiceProviderConfiguration {
    private static final Duration EXPIRY_INTERVAL = Duration.ofHours(1);
    private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(5);

    @Bean
    StoredServiceProviders storedServiceProviders(JdbcClient jdbc, ObjectMapper json) {
        return new StoredServiceProviders(jdbc, json);
    }

    @Bean
    ServiceProviders serviceProviders(StoredServiceProviders stored, ChangeFeed feed, InstantSource clock) {
        return new ServiceProviders(stored, feed, clock);
    }

    @Bean
    MetadataSource<ServiceProviderMetadata> serviceProviderMetadataSource(Egress egress, InstantSource clock) {
        return new MetadataSource<>(egress, clock, ServiceProviderMetadata::read);
    }

    @Bean
    MetadataRefresh serviceProviderMetadataRefresh(
            StoredServiceProviders stored,
            MetadataSource<ServiceProviderMetadata> source,
            ServiceProviders providers,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new MetadataRefresh(stored, source, providers, transactions, audit, clock);
    }

    @Bean
    RecurringTask serviceProviderMetadataSchedule(MetadataRefresh refresh) {
        return new RecurringTask("saml-metadata", REFRESH_INTERVAL, refresh::refreshDue);
    }

    @Bean
    RecurringTask serviceProviderExpiry(
            JdbcClient jdbc, TransactionTemplate transactions, Audit audit, InstantSource clock) {
        var kind = new MetadataExpiry.Kind(
                "service-provider", "service_provider", "enabled", ServiceProviderMetadata::read);
        return new RecurringTask(
                "saml-expiry", EXPIRY_INTERVAL, new MetadataExpiry(jdbc, transactions, audit, clock, kind)::look);
    }

    @Bean
    ServiceProvidersEndpoint serviceProvidersEndpoint(
            StoredServiceProviders stored,
            MetadataSource<ServiceProviderMetadata> source,
            SamlKeys keys,
            ServiceProviders providers,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new ServiceProvidersEndpoint(
                new ServiceProviderRegistration(stored, source, keys, providers, transactions, audit, clock), json);
    }
}
