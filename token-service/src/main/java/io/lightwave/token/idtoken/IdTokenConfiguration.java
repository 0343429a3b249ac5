package io.lightwave.token.idtoken;

import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

/// ID tokens.
@Configuration(proxyBeanMethods = false)
public class IdTokenConfiguration {

    @Bean
    IdTokens idTokens(SigningKeys keys, ClientSubjectNames names, ClientEncryption encryption, ObjectMapper json) {
        return new IdTokens(keys, names, encryption, json);
    }
}
