package io.lightwave.directory.entry;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.TargetFilters;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.DynamicEntries;
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
    PasswordAttributes passwordAttributes(Passwords passwords, PasswordPolicies policies, InstantSource clock) {
        return new PasswordAttributes(passwords, policies, clock);
    }

    /// Rules look at every attribute of an entry.
    @Bean
    TargetFilters targetFilters(
            DirectorySchema schema, DirectoryTree tree, PasswordAttributes passwords, DynamicEntries dynamic) {
        var filters = new FilterCompiler(tree, schema);
        var matching = new Matching(tree, schema, new OperationalAttributes(tree, schema, passwords, dynamic));
        return (tenant, filter, whereUndefined) -> {
            Condition condition = filters.compile(tenant, filter);
            return entry -> switch (matching.evaluate(condition, entry, _ -> true)) {
                case TRUE -> true;
                case FALSE -> false;
                case UNDEFINED -> whereUndefined;
            };
        };
    }

    @Bean
    Access access(AccessControl control, DirectoryTree tree, DirectorySchema schema) {
        return new Access(control, schema, tree);
    }

    @Bean
    Permissions permissions(AccessControl control, Access access, DirectoryTree tree, DirectorySchema schema) {
        return new Permissions(control, access, schema, tree);
    }

    @Bean
    SubjectRights subjectRights(AccessControl control, DirectoryTree tree, DirectorySchema schema) {
        return new SubjectRights(control, tree, schema);
    }

    @Bean
    Entries entries(
            Tenants tenants,
            DirectorySchema schema,
            DirectoryTree tree,
            EntryWriter writer,
            EntryMover mover,
            Access access,
            Permissions permissions,
            PasswordAttributes passwords,
            DynamicEntries dynamic,
            SchemaChanges schemaChanges,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock) {
        return new Entries(
                tenants,
                schema,
                tree,
                new AuditedChanges(writer, mover, tree, audit),
                access,
                permissions,
                passwords,
                dynamic,
                schemaChanges,
                feed,
                clock);
    }
}
