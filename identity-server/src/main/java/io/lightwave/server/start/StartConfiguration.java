package io.lightwave.server.start;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.tenant.TenantProvisioning;
import io.lightwave.server.tls.CertificateRenewal;
import io.lightwave.token.ClientRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The start.
@Configuration(proxyBeanMethods = false)
public class StartConfiguration {
    private static final Duration TRUST_ANCHORS = Duration.ofSeconds(10);

    @Bean
    DataFolder dataFolder(Settings settings) {
        return new DataFolder(settings.data());
    }

    @Bean
    FirstStart firstStart(
            Settings settings,
            TenantProvisioning provisioning,
            Tenants tenants,
            Subjects subjects,
            ClientRegistry clients,
            JdbcClient jdbc,
            DataFolder folder,
            InstantSource clock,
            SecureRandom random) {
        return new FirstStart(settings, provisioning, tenants, subjects, clients, jdbc, folder, clock, random);
    }

    @Bean
    InitialPasswordFile initialPasswordFile(DataFolder folder, Subjects subjects, FirstStart firstStart) {
        return new InitialPasswordFile(folder, subjects, firstStart);
    }

    @Bean
    Start start(
            FirstStart firstStart,
            InitialPasswordFile initialPassword,
            CertificateAuthority authority,
            Tenants tenants,
            CertificateRenewal certificate,
            DataFolder folder,
            Settings settings) {
        return new Start(
                firstStart,
                initialPassword,
                authority,
                tenants,
                certificate,
                folder,
                new Announcement(settings, folder));
    }

    @Bean
    RecurringTask trustAnchorFile(Start start) {
        return new RecurringTask("trust-anchors", TRUST_ANCHORS, start::keepTrustAnchors);
    }
}
