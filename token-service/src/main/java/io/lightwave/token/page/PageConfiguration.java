package io.lightwave.token.page;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The pages people see.
@Configuration(proxyBeanMethods = false)
public class PageConfiguration {

    @Bean
    Pages pages() {
        return new Pages();
    }

    @Bean
    AssetsEndpoint signInAssetsEndpoint() {
        return new AssetsEndpoint();
    }
}
