package io.lightwave.token.samlbearer;

import io.lightwave.token.federation.SamlBearers;
import io.lightwave.token.grant.Grant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class SamlBearerConfiguration {

    @Bean
    Grant samlBearerGrant(SamlBearers bearers) {
        return new SamlBearerGrant(bearers);
    }
}
