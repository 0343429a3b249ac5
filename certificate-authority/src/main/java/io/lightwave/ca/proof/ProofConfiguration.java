package io.lightwave.ca.proof;

import io.lightwave.ca.CertificateAuthoritySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

@Configuration(proxyBeanMethods = false)
public class ProofConfiguration {

    /// Made when the first challenge comes: it opens TLS contexts and reads the system's resolvers.
    @Bean
    @Lazy
    Proofs acmeProofs(CertificateAuthoritySettings settings) {
        return new Proofs(settings.acme());
    }
}
