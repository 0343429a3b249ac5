package io.lightwave.ca.renewal;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.CertificateTrust;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class RenewalConfiguration {

    @Bean
    Renewal certificateRenewal(
            CertificateTrust trust,
            CertificateSearch search,
            ActivePrincipals principals,
            Issuance issuance,
            Profiles profiles,
            InstantSource clock) {
        return new Renewal(trust, search, principals, issuance, profiles, clock);
    }
}
