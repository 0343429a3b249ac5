package io.lightwave.directory.definition;

import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.subschema.SchemaChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The schema over REST.
@Configuration(proxyBeanMethods = false)
public class DefinitionConfiguration {

    @Bean
    SchemaEndpoint schemaEndpoint(DirectorySchema schema, SchemaChanges changes, Entries entries, DirectoryTree tree) {
        return new SchemaEndpoint(new Definitions(schema), changes, entries, tree);
    }
}
