package io.lightwave.directory.password;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Passwords of people.
@Configuration(proxyBeanMethods = false)
public class PasswordConfiguration {

    @Bean
    Passwords passwords(
            JdbcClient jdbc,
            ChangeFeed feed,
            SecureRandom random,
            InstantSource clock,
            DirectorySettings settings,
            SealedKeys keys) {
        return new Passwords(
                new PasswordRows(jdbc),
                feed,
                random,
                clock,
                settings.breachedPasswords().map(BreachedPasswords::new),
                new ScramVerifiers(keys));
    }
}
