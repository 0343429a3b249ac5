package io.lightwave.ca.message;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class MessageConfiguration {

    @Bean
    Nonces acmeNonces(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealedKeys,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random,
            CertificateAuthoritySettings settings) {
        boolean chaos = settings.acme().chaos();
        return new Nonces(jdbc, transaction, sealedKeys, feed, clock, random, chaos);
    }
}
