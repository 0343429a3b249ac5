package io.lightwave.workload.consent;

import io.lightwave.directory.Tenants;
import io.lightwave.workload.WorkloadIdentitySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class ConsentConfiguration {

    @Bean
    OperatorConsent operatorConsent(Tenants tenants, WorkloadIdentitySettings settings) {
        return new OperatorConsent(tenants, settings);
    }
}
