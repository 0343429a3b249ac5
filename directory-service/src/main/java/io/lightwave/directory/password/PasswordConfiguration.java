package io.lightwave.directory.password;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Passwords of people.
@Configuration(proxyBeanMethods = false)
public class PasswordConfiguration {

    @Bean
    Passwords passwords(JdbcClient jdbc, SecureRandom random, InstantSource clock) {
        return new Passwords(jdbc, random, clock);
    }
}
