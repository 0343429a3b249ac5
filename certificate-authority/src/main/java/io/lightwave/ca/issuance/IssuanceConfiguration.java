package io.lightwave.ca.issuance;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.AuthorityProvisioning;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.ca.revocation.Shards;
import io.lightwave.directory.Audit;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class IssuanceConfiguration {

    @Bean
    Issuance certificateAuthority(
            Authorities authorities,
            AuthorityProvisioning provisioning,
            Profiles profiles,
            CertificateRecords records,
            Publications publications,
            Shards shards,
            Tenants tenants,
            Audit audit,
            SoundTime time,
            InstantSource clock,
            CertificateAuthoritySettings settings) {
        return new Issuance(
                authorities,
                provisioning,
                profiles,
                records,
                new Drafting(publications, shards),
                shards,
                tenants,
                audit,
                time,
                clock,
                settings.mlDsa());
    }
}
