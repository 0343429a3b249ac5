package io.lightwave.ca.enrollment;

import io.lightwave.ca.CertificateAuthority;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class EnrollmentConfiguration {

    @Bean
    EnrollmentEndpoint enrollmentEndpoint(CertificateAuthority authority) {
        return new EnrollmentEndpoint(authority);
    }
}
