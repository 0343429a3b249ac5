package io.lightwave.token.pairwise;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Pairwise subjects.
@Configuration(proxyBeanMethods = false)
public class PairwiseConfiguration {

    @Bean
    ClientSubjectNames clientSubjectNames(
            JdbcClient database,
            SealedKeys sealed,
            ChangeFeed feed,
            TransactionTemplate transactions,
            SecureRandom random) {
        return new ClientSubjectNames(new PairwiseKeys(database, sealed, feed, transactions, random));
    }
}
