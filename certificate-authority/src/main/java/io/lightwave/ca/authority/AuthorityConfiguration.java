package io.lightwave.ca.authority;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
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
    AuthorityStore authorityStore(EntityManagerFactory entities, SealedKeys sealedKeys) {
        return new AuthorityStore(SharedEntityManagerCreator.createSharedEntityManager(entities), sealedKeys);
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
    AuthorityProvisioning authorityProvisioning(
            AuthorityStore store,
            CertificateRecords records,
            Publications publications,
            ChangeFeed feed,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            InstantSource clock,
            SecureRandom random) {
        return new AuthorityProvisioning(store, records, publications, feed, jdbc, transaction, clock, random);
    }

    @Bean
    AuthorityEndpoint authorityEndpoint(Authorities authorities) {
        return new AuthorityEndpoint(authorities);
    }
}
