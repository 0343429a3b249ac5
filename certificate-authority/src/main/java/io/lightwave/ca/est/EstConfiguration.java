package io.lightwave.ca.est;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.renewal.Renewal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class EstConfiguration {

    @Bean
    EstEndpoint estEndpoint(Authorities authorities, Issuance issuance, Renewal renewal) {
        return new EstEndpoint(authorities, issuance, renewal);
    }
}
