package io.lightwave.directory.scim;

import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.entry.Entries;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// SCIM.
@Configuration(proxyBeanMethods = false)
public class ScimConfiguration {

    @Bean
    Schemas scimSchemas(ObjectMapper json) {
        return new Schemas(json);
    }

    @Bean
    Resources scimResources(
            Entries entries,
            DirectoryTree tree,
            SubjectAccess access,
            Schemas schemas,
            TransactionTemplate transactions,
            DirectorySettings settings,
            ObjectMapper json) {
        return new Resources(
                entries, tree, access, schemas, new Representation(tree, settings.publicUrl()), transactions, json);
    }

    @Bean
    ResourceEndpoint scimResourceEndpoint(Resources resources, ObjectMapper json) {
        return new ResourceEndpoint(resources, json);
    }

    @Bean
    BulkEndpoint scimBulkEndpoint(Resources resources) {
        return new BulkEndpoint(resources);
    }

    @Bean
    DiscoveryEndpoint scimDiscoveryEndpoint(Schemas schemas, Tenants tenants, DirectorySettings settings) {
        return new DiscoveryEndpoint(schemas, tenants, settings.publicUrl());
    }

    @Bean
    ScimAdvice scimAdvice() {
        return new ScimAdvice();
    }
}
