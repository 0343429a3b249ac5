package io.lightwave.server.openapi;

import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/// The API's description.
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {

    @Bean
    OpenApiEndpoint openApiEndpoint() throws IOException {
        return new OpenApiEndpoint(new ClassPathResource("openapi.json").getContentAsByteArray());
    }
}
