package io.lightwave.directory.throttle;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Throttle;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Provides the [Throttle].
@Configuration(proxyBeanMethods = false)
public class ThrottleConfiguration {

    @Bean
    Throttle throttle(JdbcClient jdbc, ChangeFeed feed, PlatformTransactionManager transactions, InstantSource clock) {
        return new StoredThrottle(jdbc, feed, transactions, clock);
    }
}
