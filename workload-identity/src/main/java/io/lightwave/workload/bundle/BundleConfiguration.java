package io.lightwave.workload.bundle;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.workload.jwtsvid.JwtSvids;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class BundleConfiguration {

    @Bean
    Bundles bundles(CertificateAuthority authority, JwtSvids jwtSvids, JdbcClient jdbc, InstantSource clock) {
        return new Bundles(authority, jwtSvids, new BundleSequence(jdbc), clock);
    }

    @Bean
    BundleEndpoint bundleEndpoint(Bundles bundles) {
        return new BundleEndpoint(bundles);
    }
}
