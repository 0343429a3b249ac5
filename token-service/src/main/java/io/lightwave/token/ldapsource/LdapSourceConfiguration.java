package io.lightwave.token.ldapsource;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Throttle;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.logout.SignOut;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Directories of others.
@Configuration(proxyBeanMethods = false)
public class LdapSourceConfiguration {

    @Bean
    LdapSources ldapSources(JdbcClient jdbc, ChangeFeed feed, SealedKeys sealed, ObjectMapper json) {
        return new LdapSources(jdbc, feed, sealed, json);
    }

    @Bean
    Directories ldapDirectories(Egress egress) {
        return new Directories(new Connections(egress));
    }

    @Bean
    SourcePeople ldapPeople(
            JdbcClient jdbc,
            Subjects subjects,
            ReservedNames reserved,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit) {
        return new SourcePeople(jdbc, subjects, reserved, principals, transactions, clock, audit);
    }

    @Bean
    SubjectEnded forgottenLdapPeople(SourcePeople people) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                people.forget(subject.tenant(), subject.id());
            }
        };
    }

    @Bean
    SourcedPasswords sourcedPasswords(
            PasswordAuthentication passwords,
            LdapSources sources,
            Directories directories,
            SourcePeople people,
            Subjects subjects,
            Throttle throttle) {
        return new SourcedPasswords(passwords, sources, directories, people, subjects, throttle);
    }

    @Bean
    LdapSourcesEndpoint ldapSourcesEndpoint(
            LdapSources sources,
            Directories directories,
            SourcePeople people,
            SignOut signOut,
            Approvals approvals,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        return new LdapSourcesEndpoint(
                sources,
                directories,
                new EndedDirectories(people, signOut, approvals),
                transactions,
                clock,
                audit,
                json);
    }
}
