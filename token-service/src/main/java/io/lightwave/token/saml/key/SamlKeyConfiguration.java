package io.lightwave.token.saml.key;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// SAML keys.
@Configuration(proxyBeanMethods = false)
public class SamlKeyConfiguration {

    @Bean
    SamlKeys samlKeys(
            JdbcClient database,
            SealedKeys sealed,
            ChangeFeed feed,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new SamlKeys(database, sealed, feed, transactions, audit, clock, random);
    }

    @Bean
    SamlKeysEndpoint samlKeysEndpoint(SamlKeys keys) {
        return new SamlKeysEndpoint(keys);
    }
}
