package io.lightwave.directory.subschema;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.schema.DirectorySchema;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The schema, and what tenants add to it.
@Configuration(proxyBeanMethods = false)
public class SubschemaConfiguration {

    @Bean
    DirectorySchema directorySchema() {
        return new DirectorySchema();
    }

    @Bean
    SchemaChanges schemaChanges(
            DirectorySchema schema,
            JdbcClient jdbc,
            ChangeFeed feed,
            TransactionTemplate transactions,
            InstantSource clock) {
        return new SchemaChanges(schema, new DefinitionRows(jdbc), feed, transactions, clock);
    }
}
