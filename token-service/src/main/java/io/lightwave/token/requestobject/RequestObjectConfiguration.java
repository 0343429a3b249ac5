package io.lightwave.token.requestobject;

import io.lightwave.directory.Egress;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.key.SigningKeys;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Request objects.
@Configuration(proxyBeanMethods = false)
public class RequestObjectConfiguration {

    @Bean
    RequestObjects requestObjects(ClientKeys keys, SigningKeys ours, Egress egress, InstantSource clock) {
        return new RequestObjects(keys, ours, egress, clock);
    }
}
