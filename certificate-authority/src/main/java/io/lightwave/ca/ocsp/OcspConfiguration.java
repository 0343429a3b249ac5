package io.lightwave.ca.ocsp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.directory.ChangeFeed;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class OcspConfiguration {

    @Bean
    OcspEndpoint ocspEndpoint(
            Authorities authorities, Delegates delegates, JdbcClient jdbc, ChangeFeed feed, InstantSource clock) {
        return new OcspEndpoint(new StatusAnswers(authorities, delegates, new CertificateStatuses(jdbc, feed), clock));
    }
}
