package io.lightwave.directory.browse;

import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.schema.DirectorySchema;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// Entries over REST.
@Configuration(proxyBeanMethods = false)
public class BrowseConfiguration {

    @Bean
    EntriesEndpoint entriesEndpoint(
            Entries entries, DirectoryTree tree, DirectorySchema schema, TransactionTemplate transactions) {
        return new EntriesEndpoint(new BrowsedEntries(entries, tree, schema, transactions), schema);
    }
}
