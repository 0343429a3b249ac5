package io.lightwave.token.registration;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.Throttle;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.protocol.ActiveTenants;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Registration of clients by themselves.
@Configuration(proxyBeanMethods = false)
public class RegistrationConfiguration {

    @Bean
    PolicyStore<RegistrationPolicy> registrationPolicies(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit, InstantSource clock) {
        return new PolicyStore<>(
                "registration",
                RegistrationPolicy.DEFAULTS,
                RegistrationPolicy::toString,
                new StoredPolicies(database),
                transactions,
                feed,
                audit,
                clock);
    }

    @Bean
    MetadataDocuments clientMetadataDocuments(
            PolicyStore<RegistrationPolicy> policies,
            ClientRegistration clients,
            JdbcClient database,
            TransactionTemplate transactions,
            Egress egress,
            Throttle throttle,
            Audit audit,
            InstantSource clock) {
        return new MetadataDocuments(policies, clients, database, transactions, egress, throttle, audit, clock);
    }

    @Bean
    RegistrationPolicyEndpoint registrationPolicyEndpoint(PolicyStore<RegistrationPolicy> policies, ObjectMapper json) {
        return new RegistrationPolicyEndpoint(policies, json);
    }

    @Bean
    RegistrationEndpoint registrationEndpoint(
            ActiveTenants tenants,
            AccessTokens tokens,
            ActivePrincipals principals,
            PolicyStore<RegistrationPolicy> policies,
            ClientRegistration clients,
            Audit audit,
            SecureRandom random,
            ObjectMapper json) {
        return new RegistrationEndpoint(
                tenants, new RegistrationAccess(tokens, clients, principals), policies, clients, audit, random, json);
    }
}
