package io.lightwave.ca.enrollment;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.renewal.Renewal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class EnrollmentConfiguration {

    @Bean
    EnrollmentEndpoint enrollmentEndpoint(CertificateAuthority authority, Renewal renewal) {
        return new EnrollmentEndpoint(authority, renewal);
    }
}
