package io.lightwave.server;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.EgressSettings;
import io.lightwave.directory.MasterKeySource;
import io.lightwave.server.settings.Settings;
import io.lightwave.token.TokenSettings;
import io.lightwave.workload.WorkloadIdentitySettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the modules ask for: their settings, time and randomness.
@Configuration(proxyBeanMethods = false)
class ModuleSettings {
    private static final int LDAP_CONNECTIONS = 10_000;

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    DirectorySettings directorySettings(Settings settings) {
        var ldap = new DirectorySettings.Ldap(
                settings.listeners().ldap(),
                settings.listeners().ldaps(),
                settings.listeners().address().getHostAddress(),
                settings.ldapClearBindOnLoopback(),
                LDAP_CONNECTIONS,
                settings.ldapIdleTimeout(),
                settings.ldapi(),
                settings.ldapProxies());
        return new DirectorySettings(
                settings.systemTenant(), settings.publicUrl(), ldap, settings.breachedPasswordsFile());
    }

    @Bean
    MasterKeySource masterKeySource(Settings settings) {
        return settings.masterKeyFile()
                .map(file -> new MasterKeySource.InFile(file, false))
                .orElseGet(() -> new MasterKeySource.InFile(settings.data().resolve("master.key"), true));
    }

    @Bean
    EgressSettings egressSettings(Settings settings) {
        return new EgressSettings(settings.egressAllow(), EgressSettings.DEFAULT.timeout(), settings.egressTrustFile());
    }

    @Bean
    CertificateAuthoritySettings certificateAuthoritySettings(Settings settings) {
        return new CertificateAuthoritySettings(
                settings.pkiUrl(),
                settings.acme(),
                settings.authorityToken(),
                settings.authorityKeys(),
                CertificateAuthoritySettings.LISTED,
                settings.sharedRoot(),
                settings.mlDsa());
    }

    @Bean
    WorkloadIdentitySettings workloadIdentitySettings(Settings settings) {
        return new WorkloadIdentitySettings(settings.consentRequired());
    }

    @Bean
    TokenSettings tokenSettings(Settings settings) {
        TokenSettings token = TokenSettings.DEFAULTS.withMutualTls(settings.mtlsPublicUrl());
        return settings.mail().map(token::withMail).orElse(token);
    }
}
