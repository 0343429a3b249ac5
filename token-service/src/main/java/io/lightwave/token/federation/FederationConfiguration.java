package io.lightwave.token.federation;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.jws.RemoteKeys;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.FactorSupply;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Identity providers of others.
@Configuration(proxyBeanMethods = false)
public class FederationConfiguration {

    @Bean
    IdentityProviders identityProviders(JdbcClient jdbc, ChangeFeed feed, SealedKeys sealed, ObjectMapper json) {
        return new IdentityProviders(jdbc, feed, sealed, json);
    }

    @Bean
    FactorSupply identityProviderSupply(IdentityProviders providers) {
        return new FactorSupply() {
            @Override
            public Factor factor() {
                return Factor.IDENTITY_PROVIDER;
            }

            @Override
            public boolean isThere(TenantId tenant) {
                return !providers.usable(tenant).isEmpty();
            }
        };
    }

    @Bean
    Discovery upstreamDiscovery(Egress egress, InstantSource clock) {
        return new Discovery(egress, clock);
    }

    @Bean
    Upstream upstream(
            IdentityProviders providers,
            Discovery discovery,
            JdbcClient jdbc,
            Egress egress,
            InstantSource clock,
            SecureRandom random) {
        return new Upstream(
                providers,
                discovery,
                new UpstreamRequests(jdbc, clock, random),
                new RemoteKeys(egress, clock),
                egress,
                clock);
    }

    @Bean
    UpstreamPeople upstreamPeople(
            JdbcClient jdbc,
            Subjects subjects,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit) {
        return new UpstreamPeople(jdbc, subjects, principals, transactions, clock, audit);
    }

    @Bean
    SubjectEnded forgottenUpstreamIdentities(UpstreamPeople people) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                people.forget(subject.tenant(), subject.id());
            }
        };
    }

    @Bean
    IdentityProvidersEndpoint identityProvidersEndpoint(
            IdentityProviders providers,
            Discovery discovery,
            Tenants tenants,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        return new IdentityProvidersEndpoint(providers, discovery, tenants, transactions, clock, audit, json);
    }
}
