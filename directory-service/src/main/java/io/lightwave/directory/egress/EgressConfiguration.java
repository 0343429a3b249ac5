package io.lightwave.directory.egress;

import io.lightwave.directory.Egress;
import io.lightwave.directory.EgressSettings;
import java.net.InetAddress;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Provides the [Egress].
@Configuration(proxyBeanMethods = false)
public class EgressConfiguration {

    @Bean
    Egress egress(EgressSettings settings) {
        return new HttpsEgress(settings, InetAddress::getAllByName);
    }
}
