package io.lightwave.ca.enrollment;

import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.ca.renewal.Renewal;
import io.lightwave.directory.Audit;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class EnrollmentConfiguration {

    @Bean
    EnrollmentEndpoint enrollmentEndpoint(Issuance issuance, Renewal renewal) {
        return new EnrollmentEndpoint(issuance, renewal);
    }

    @Bean
    Pkcs12Endpoint pkcs12Endpoint(Issuance issuance, Profiles profiles, Audit audit, SecureRandom random) {
        return new Pkcs12Endpoint(issuance, profiles, audit, random);
    }
}
