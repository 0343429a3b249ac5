package io.lightwave.ca.renewal;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.directory.ActivePrincipals;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class RenewalConfiguration {

    @Bean
    Renewal certificateRenewal(
            CertificateSearch search, ActivePrincipals principals, Issuance issuance, InstantSource clock) {
        return new Renewal(search, principals, issuance, clock);
    }
}
