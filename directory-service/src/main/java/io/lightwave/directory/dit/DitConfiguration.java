package io.lightwave.directory.dit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.PasswordReplaced;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.DirectorySchema;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// The stored tree and its schema.
@Configuration(proxyBeanMethods = false)
public class DitConfiguration {
    /// How long an entry may be there after its time.
    private static final Duration EXPIRY = Duration.ofSeconds(5);

    @Bean
    EntryRows entryRows(JdbcClient jdbc) {
        return new EntryRows(jdbc);
    }

    @Bean
    MemberRows memberRows(JdbcClient jdbc) {
        return new MemberRows(jdbc);
    }

    @Bean
    AttributeJson attributeJson(ObjectMapper mapper, DirectorySchema schema) {
        return new AttributeJson(mapper, schema);
    }

    @Bean
    DirectoryTree directoryTree(
            EntryRows rows, MemberRows members, DirectorySchema schema, AttributeJson json, ChangeFeed feed) {
        return new DirectoryTree(rows, members, schema, json, feed);
    }

    @Bean
    EntryJournal entryJournal(ChangeJournal journal, ChangeFeed feed) {
        return new EntryJournal(journal, feed);
    }

    @Bean
    EntryStorage entryStorage(
            DirectorySchema schema, EntryRows rows, MemberRows members, AttributeJson json, ChangeFeed feed) {
        return new EntryStorage(schema, rows, members, json, feed);
    }

    @Bean
    References references(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            InstantSource clock,
            ObjectProvider<EntryReferences> elsewhere) {
        return new References(schema, tree, rows, storage, clock, elsewhere);
    }

    @Bean
    KeptAdministrators administrators(DirectoryTree tree, EntryRows rows, MemberRows members) {
        return new KeptAdministrators(tree, rows, members);
    }

    @Bean
    PasswordPolicies passwordPolicies(DirectoryTree tree, DirectorySchema schema) {
        return new PasswordPolicies(tree, schema);
    }

    @Bean
    SubjectLifecycle subjectLifecycle(
            ObjectProvider<SubjectEnded> told,
            ObjectProvider<PasswordReplaced> passwords,
            ObjectProvider<OutstandingCredentials> issuers,
            EntryRows rows,
            InstantSource clock) {
        return new SubjectLifecycle(told, passwords, issuers, rows, clock);
    }

    @Bean
    DynamicEntries dynamicEntries(JdbcClient jdbc, ChangeFeed feed, InstantSource clock, DirectorySchema schema) {
        return new DynamicEntries(jdbc, feed, clock, schema);
    }

    @Bean
    EntryExpiry entryExpiry(
            DynamicEntries dynamic,
            EntryWriter writer,
            DirectoryTree tree,
            Audit audit,
            TransactionTemplate transactions) {
        return new EntryExpiry(dynamic, writer, tree, audit, transactions);
    }

    @Bean
    RecurringTask entryExpirySchedule(EntryExpiry expiry) {
        return new RecurringTask("entry-expiry", EXPIRY, expiry::run);
    }

    @Bean
    EntryMover entryMover(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            EntryWriter writer,
            References references,
            TransactionTemplate transactions) {
        return new EntryMover(schema, tree, rows, storage, writer, references, transactions);
    }

    @Bean
    EntryLoader entryLoader(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            EntryWriter writer,
            Passwords passwords,
            DynamicEntries dynamic,
            TransactionTemplate transactions) {
        return new EntryLoader(schema, tree, rows, storage, writer, passwords, dynamic, transactions);
    }

    @Bean(initMethod = "start")
    SharedModifications sharedModifications(
            DirectorySchema schema, EntryStorage storage, TransactionTemplate transactions) {
        return new SharedModifications(schema, storage, transactions);
    }

    @Bean
    EntryWriter entryWriter(
            DirectorySchema schema,
            DirectoryTree tree,
            EntryRows rows,
            EntryStorage storage,
            References references,
            KeptAdministrators administrators,
            PasswordPolicies policies,
            Passwords passwords,
            SubjectLifecycle lifecycle,
            DynamicEntries dynamic,
            SharedModifications shared,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        return new EntryWriter(
                schema,
                tree,
                rows,
                storage,
                references,
                administrators,
                policies,
                passwords,
                lifecycle,
                dynamic,
                shared,
                transactions,
                clock,
                random);
    }
}
