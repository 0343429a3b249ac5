package io.lightwave.token.page;

import io.lightwave.token.appearance.Appearances;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The pages people see.
@Configuration(proxyBeanMethods = false)
public class PageConfiguration {

    @Bean
    Pages pages(Appearances appearances) {
        return new Pages(appearances);
    }

    @Bean
    AssetsEndpoint signInAssetsEndpoint() {
        return new AssetsEndpoint();
    }
}
