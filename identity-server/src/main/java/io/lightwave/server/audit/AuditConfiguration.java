package io.lightwave.server.audit;

import io.lightwave.directory.AuditTrail;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The audit trail.
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditEndpoint auditEndpoint(AuditTrail trail) {
        return new AuditEndpoint(trail);
    }
}
