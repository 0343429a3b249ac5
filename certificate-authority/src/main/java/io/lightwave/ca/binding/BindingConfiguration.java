package io.lightwave.ca.binding;

import io.lightwave.directory.Audit;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Subjects;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class BindingConfiguration {

    @Bean
    Credentials acmeCredentials(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealedKeys,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new Credentials(jdbc, transaction, sealedKeys, audit, clock, random);
    }

    @Bean
    CredentialsEndpoint acmeCredentialsEndpoint(Credentials credentials, Subjects subjects, InstantSource clock) {
        return new CredentialsEndpoint(credentials, subjects, clock);
    }
}
