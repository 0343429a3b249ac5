package io.lightwave.directory.ldif;

import io.lightwave.directory.Audit;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.EntryLoader;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.schema.DirectorySchema;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// LDIF over REST.
@Configuration(proxyBeanMethods = false)
public class LdifConfiguration {

    @Bean
    LdifImports ldifImports(
            Entries entries,
            EntryLoader loader,
            DirectoryTree tree,
            DirectorySchema schema,
            JdbcClient jdbc,
            Audit audit,
            InstantSource clock) {
        return new LdifImports(entries, loader, tree, schema, new ImportRows(jdbc, clock), audit);
    }

    @Bean
    LdifEndpoint ldifEndpoint(LdifImports imports, Entries entries) {
        return new LdifEndpoint(imports, entries);
    }
}
