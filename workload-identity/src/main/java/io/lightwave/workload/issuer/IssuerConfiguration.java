package io.lightwave.workload.issuer;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.Egress;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenants;
import io.lightwave.workload.consent.OperatorConsent;
import jakarta.persistence.EntityManagerFactory;
import java.time.InstantSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = TrustedIssuerEntity.class)
public class IssuerConfiguration {

    @Bean
    TrustedIssuers trustedIssuers(EntityManagerFactory entities, ChangeFeed feed) {
        return new TrustedIssuers(SharedEntityManagerCreator.createSharedEntityManager(entities), feed);
    }

    @Bean
    IssuerKeys issuerKeys(Egress egress, ReviewCredentials credentials, InstantSource clock) {
        return new IssuerKeys(egress, credentials, clock);
    }

    @Bean
    ReviewCredentials reviewCredentials(SealedKeys keys) {
        return new ReviewCredentials(keys);
    }

    @Bean
    TokenReviews tokenReviews(Egress egress, ReviewCredentials credentials) {
        return new TokenReviews(egress, credentials);
    }

    @Bean
    TrustedIssuersEndpoint trustedIssuersEndpoint(
            TransactionTemplate transaction,
            EntityManagerFactory entities,
            RuleGuard rules,
            Tenants tenants,
            DirectorySettings settings,
            ReviewCredentials credentials,
            OperatorConsent consent,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new TrustedIssuersEndpoint(
                new IssuerRegistration(
                        transaction,
                        SharedEntityManagerCreator.createSharedEntityManager(entities),
                        rules,
                        tenants,
                        settings,
                        credentials,
                        consent,
                        feed,
                        audit,
                        clock),
                json);
    }
}
