package io.lightwave.token.jwe;

import io.lightwave.token.client.ClientKeys;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Encryption for clients.
@Configuration(proxyBeanMethods = false)
public class JweConfiguration {

    @Bean
    ClientEncryption clientEncryption(ClientKeys keys) {
        return new ClientEncryption(keys);
    }
}
