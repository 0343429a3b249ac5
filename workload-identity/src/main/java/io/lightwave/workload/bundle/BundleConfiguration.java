package io.lightwave.workload.bundle;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.token.Issuers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class BundleConfiguration {

    @Bean
    BundleEndpoint bundleEndpoint(CertificateAuthority authority, Issuers issuers, JdbcClient jdbc) {
        return new BundleEndpoint(authority, issuers, new BundleSequence(jdbc));
    }
}
