package io.lightwave.directory.subject;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.dit.KeptAdministrators;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// Subjects, and the gate through which they act.
@Configuration(proxyBeanMethods = false)
public class SubjectConfiguration {

    @Bean
    Subjects subjects(
            DirectoryTree tree,
            EntryWriter writer,
            KeptAdministrators administrators,
            TransactionTemplate transactions) {
        return new DirectorySubjects(tree, writer, administrators, transactions);
    }

    @Bean
    ActivePrincipals activePrincipals(Tenants tenants, Subjects subjects) {
        return new ActivePrincipals(tenants::find, subjects::byId, subjects::groupsOf, subjects::readAhead);
    }
}
