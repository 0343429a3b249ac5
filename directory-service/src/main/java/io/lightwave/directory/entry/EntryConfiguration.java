package io.lightwave.directory.entry;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.EntryMover;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.subschema.SchemaChanges;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Entries as requesters see them.
@Configuration(proxyBeanMethods = false)
public class EntryConfiguration {

    @Bean
    Entries entries(
            Tenants tenants,
            DirectorySchema schema,
            DirectoryTree tree,
            EntryWriter writer,
            EntryMover mover,
            Passwords passwords,
            PasswordPolicies policies,
            SchemaChanges schemaChanges,
            Audit audit,
            InstantSource clock) {
        return new Entries(
                tenants,
                schema,
                tree,
                new AuditedChanges(writer, mover, tree, audit),
                new PasswordAttributes(passwords, policies, clock),
                schemaChanges,
                clock);
    }
}
