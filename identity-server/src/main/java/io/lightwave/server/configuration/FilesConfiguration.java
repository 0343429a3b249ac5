package io.lightwave.server.configuration;

import io.lightwave.directory.Administrators;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenants;
import io.lightwave.server.database.ConnectionShare;
import io.lightwave.server.security.ApiPermissions;
import io.lightwave.server.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.ObjectMapper;

/// Configuration as files.
@Configuration(proxyBeanMethods = false)
public class FilesConfiguration {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Bean
    FilesEndpoint filesEndpoint(
            DispatcherServlet dispatcher,
            ApiPermissions permissions,
            ObjectMapper mapper,
            SealedKeys keys,
            JdbcClient jdbc,
            ChangeFeed feed,
            Tenants tenants,
            Administrators administrators,
            Audit audit,
            TransactionTemplate transactions,
            Settings settings)
            throws IOException {
        var schema = ConfigurationSchema.of(mapper, new ClassPathResource("openapi.json").getContentAsByteArray());
        var differences = new Differences(schema);
        var inventory = new Inventory(differences);
        var secrets = new Secrets(schema, keys);
        var applied = new AppliedObjects(jdbc, feed, mapper);
        var planning = new Planning(inventory, differences, secrets, applied);
        return new FilesEndpoint(
                new InnerApi(dispatcher, permissions, mapper),
                new Reconciliation(
                        schema,
                        inventory,
                        secrets,
                        applied,
                        planning,
                        tenants,
                        administrators,
                        audit,
                        transactions,
                        new ConnectionShare(settings.databasePoolSize(), PATIENCE),
                        mapper),
                new Export(schema, inventory),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(schema.document()));
    }
}
