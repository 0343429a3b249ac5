package io.lightwave.ca.ocsp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class OcspConfiguration {

    @Bean
    Responders ocspResponders(
            JdbcClient jdbc,
            SealedKeys sealedKeys,
            CertificateRecords records,
            Publications publications,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock,
            SecureRandom random) {
        var store = new ResponderStore(jdbc, sealedKeys);
        return new Responders(store, records, publications, audit, feed, transaction, clock, random);
    }

    @Bean
    OcspEndpoint ocspEndpoint(
            Authorities authorities, Responders responders, JdbcClient jdbc, ChangeFeed feed, InstantSource clock) {
        return new OcspEndpoint(new StatusAnswers(authorities, responders, new CertificateStatuses(jdbc, feed), clock));
    }
}
