package io.lightwave.token.direct;

import io.lightwave.directory.Tenants;
import io.lightwave.token.DirectEndpoints;
import io.lightwave.token.protocol.DirectRoute;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class DirectConfiguration {

    @Bean
    DirectEndpoints directEndpoints(List<DirectRoute> endpoints, Tenants tenants) {
        return new DirectRoutes(endpoints, tenants);
    }
}
