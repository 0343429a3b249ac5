package io.lightwave.directory.sealing;

import io.lightwave.directory.MasterKey;
import io.lightwave.directory.MasterKeySource;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Provides [SealedKeys]; the start ends here when the master key is not this database's.
@Configuration(proxyBeanMethods = false)
public class SealingConfiguration {

    @Bean
    SealedKeys sealedKeys(
            MasterKeySource source, JdbcClient jdbc, PlatformTransactionManager transactions, SecureRandom random) {
        MasterKey key = new MasterKeyOfDatabase(jdbc, random).from(source);
        return new TenantKeys(new Seal(random), key, jdbc, transactions, random);
    }
}
