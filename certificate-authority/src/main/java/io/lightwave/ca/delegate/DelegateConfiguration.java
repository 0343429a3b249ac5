package io.lightwave.ca.delegate;

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
public class DelegateConfiguration {

    @Bean
    Delegates authorityDelegates(
            JdbcClient jdbc,
            SealedKeys sealedKeys,
            CertificateRecords records,
            Publications publications,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock,
            SecureRandom random) {
        var store = new DelegateStore(jdbc, sealedKeys);
        return new Delegates(store, records, publications, audit, feed, transaction, clock, random);
    }
}
