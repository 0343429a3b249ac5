package io.lightwave.ca.authority;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenants;
import jakarta.persistence.EntityManagerFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = AuthorityEntity.class)
public class AuthorityConfiguration {

    @Bean
    AuthorityStore authorityStore(
            EntityManagerFactory entities,
            JdbcClient jdbc,
            SealedKeys sealedKeys,
            CertificateAuthoritySettings settings,
            SecureRandom random) {
        var shared = SharedEntityManagerCreator.createSharedEntityManager(entities);
        return new AuthorityStore(
                shared, jdbc, sealedKeys, settings.token().map(TokenKeys::open), settings.keys(), random);
    }

    @Bean
    Authorities authorities(AuthorityStore store, ChangeFeed feed, TransactionTemplate transaction) {
        return new Authorities(store, feed, transaction);
    }

    @Bean
    Chains authorityChains(Authorities authorities) {
        return new Chains(authorities);
    }

    @Bean
    Publications publications(CertificateAuthoritySettings settings) {
        return new Publications(settings);
    }

    @Bean
    Zones authorityZones(JdbcClient jdbc, Tenants tenants) {
        return new Zones(jdbc, tenants);
    }

    @Bean
    AuthorityRequests authorityRequests(AuthorityStore store, Zones zones, JdbcClient jdbc, InstantSource clock) {
        return new AuthorityRequests(store, zones, jdbc, clock);
    }

    @Bean
    Succession authoritySuccession(
            AuthorityStore store,
            AuthorityRequests requests,
            Zones zones,
            CertificateRecords records,
            Publications publications,
            ChangeFeed feed,
            InstantSource clock,
            CertificateAuthoritySettings settings) {
        boolean mlDsa = settings.mlDsa() && settings.token().isEmpty(); // tokens make no such keys
        return new Succession(store, requests, zones, records, publications, feed, clock, mlDsa);
    }

    @Bean
    AuthorityProvisioning authorityProvisioning(
            Succession succession,
            TransactionTemplate transaction,
            InstantSource clock,
            Tenants tenants,
            CertificateAuthoritySettings settings) {
        return new AuthorityProvisioning(succession, transaction, clock, tenants.system(), settings.sharedRoot());
    }

    @Bean
    AuthorityEndpoint authorityEndpoint(Authorities authorities) {
        return new AuthorityEndpoint(authorities);
    }
}
