package io.lightwave.server.tenant;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Audit;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.server.database.ConnectionShare;
import io.lightwave.server.settings.Settings;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.Issuers;
import java.security.SecureRandom;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Tenants over REST.
@Configuration(proxyBeanMethods = false)
public class TenantConfiguration {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Bean
    TenantProvisioning tenantProvisioning(
            Tenants tenants,
            Subjects subjects,
            CertificateAuthority authority,
            Issuers issuers,
            ClientRegistry clients,
            DataSource source,
            TransactionTemplate transactions,
            Settings settings) {
        return new TenantProvisioning(
                tenants,
                subjects,
                authority,
                issuers,
                clients,
                new OneAtATime(source, new ConnectionShare(settings.databasePoolSize(), PATIENCE)),
                transactions,
                settings.publicUrl().resolve("/console/callback"));
    }

    @Bean
    TenantEndpoint tenantEndpoint(
            Tenants tenants,
            TenantProvisioning provisioning,
            Audit audit,
            TransactionTemplate transactions,
            ObjectMapper mapper,
            SecureRandom random) {
        return new TenantEndpoint(tenants, provisioning, audit, transactions, mapper, random);
    }
}
