package io.lightwave.server.management;

import io.lightwave.directory.Audit;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What is counted.
@Configuration(proxyBeanMethods = false)
public class ManagementConfiguration {

    @Bean
    static BeanPostProcessor countedAudit(ObjectProvider<MeterRegistry> registry) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Audit audit ? new EventMetrics(audit, registry.getObject()) : bean;
            }
        };
    }
}
