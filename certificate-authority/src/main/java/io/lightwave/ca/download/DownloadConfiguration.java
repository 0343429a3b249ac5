package io.lightwave.ca.download;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.certificate.CertificateSearch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class DownloadConfiguration {

    @Bean
    DownloadEndpoint certificateDownloadEndpoint(CertificateSearch search, Authorities authorities) {
        return new DownloadEndpoint(search, authorities);
    }
}
