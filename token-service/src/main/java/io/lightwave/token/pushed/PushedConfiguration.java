package io.lightwave.token.pushed;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Kept authorization requests.
@Configuration(proxyBeanMethods = false)
public class PushedConfiguration {

    @Bean
    KeptRequests keptRequests(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new KeptRequests(jdbc, clock, random);
    }
}
