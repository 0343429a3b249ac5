package io.lightwave.token.sessionmanagement;

import io.lightwave.token.protocol.ActiveTenants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Session management.
@Configuration(proxyBeanMethods = false)
public class SessionManagementConfiguration {

    @Bean
    CheckSessionEndpoint checkSessionEndpoint(ActiveTenants tenants) {
        return new CheckSessionEndpoint(tenants);
    }
}
