package io.lightwave.directory.tenant;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.EntryWriter;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The tenants.
@Configuration(proxyBeanMethods = false)
public class TenantConfiguration {

    @Bean
    Tenants tenants(
            DirectorySettings settings,
            JdbcClient jdbc,
            EntryWriter writer,
            ChangeFeed feed,
            TransactionTemplate transactions,
            InstantSource clock) {
        return new StoredTenants(settings, new TenantRows(jdbc), writer, feed, transactions, clock);
    }
}
