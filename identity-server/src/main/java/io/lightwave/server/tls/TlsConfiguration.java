package io.lightwave.server.tls;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class TlsConfiguration {

    @Bean
    ServerKeys serverKeys() {
        return new ServerKeys();
    }

    @Bean
    ServerIdentity serverIdentity(ServerKeys keys, SecureRandom random) {
        return new ServerIdentity(keys, random);
    }

    @Bean
    CertificateRenewal certificateRenewal(
            Settings settings, CertificateAuthority authority, Tenants tenants, ServerKeys keys, InstantSource clock) {
        CertificateSource source = settings.certificateFiles()
                .<CertificateSource>map(FileCertificate::new)
                .orElseGet(() -> new AuthorityCertificate(
                        authority,
                        tenants,
                        settings.data(),
                        ServerNames.of(settings.publicUrl(), settings.mtlsPublicUrl())));
        return new CertificateRenewal(source, keys, clock);
    }
}
