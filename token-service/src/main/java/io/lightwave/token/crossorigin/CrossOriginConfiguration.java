package io.lightwave.token.crossorigin;

import io.lightwave.directory.Tenants;
import io.lightwave.token.CrossOriginRequests;
import io.lightwave.token.client.ClientOrigins;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class CrossOriginConfiguration {

    @Bean
    CrossOriginRequests crossOriginRequests(Tenants tenants, ClientOrigins origins) {
        return new CrossOriginAnswers(tenants, origins);
    }
}
