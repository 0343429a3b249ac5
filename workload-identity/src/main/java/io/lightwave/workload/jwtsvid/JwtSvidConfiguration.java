package io.lightwave.workload.jwtsvid;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.Tenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class JwtSvidConfiguration {
    private static final Duration ROTATION_INTERVAL = Duration.ofMinutes(5);

    @Bean
    SvidKeys svidKeys(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealed,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random) {
        return new SvidKeys(jdbc, transaction, sealed, feed, clock, random);
    }

    @Bean
    RecurringTask svidKeyRotation(SvidKeys keys) {
        return new RecurringTask("svid-key-rotation", ROTATION_INTERVAL, keys::rotate);
    }

    @Bean
    JwtSvids jwtSvids(SvidKeys keys, Tenants tenants, SoundTime time, InstantSource clock) {
        return new JwtSvids(keys, tenants, time, clock);
    }

    @Bean
    DiscoveryEndpoint discoveryEndpoint(JwtSvids svids) {
        return new DiscoveryEndpoint(svids);
    }
}
