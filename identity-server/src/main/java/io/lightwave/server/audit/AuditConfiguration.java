package io.lightwave.server.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditTrail;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

/// The audit trail.
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditEndpoint auditEndpoint(AuditTrail trail, Audit audit, InstantSource clock, ObjectMapper json) {
        return new AuditEndpoint(trail, audit, clock, json);
    }
}
