package io.lightwave.ca.enrollment;

import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.renewal.Renewal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class EnrollmentConfiguration {

    @Bean
    EnrollmentEndpoint enrollmentEndpoint(Issuance issuance, Renewal renewal) {
        return new EnrollmentEndpoint(issuance, renewal);
    }
}
