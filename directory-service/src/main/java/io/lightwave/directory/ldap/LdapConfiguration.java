package io.lightwave.directory.ldap;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.CertificateAuthentication;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.ServerTls;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.authentication.PasswordStates;
import io.lightwave.directory.authentication.ScramAuthentication;
import io.lightwave.directory.dit.EntryJournal;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.ldap.operation.LdapOperations;
import io.lightwave.directory.schema.DirectorySchema;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The LDAP wire.
@Configuration(proxyBeanMethods = false)
public class LdapConfiguration {

    @Bean
    LdapOperations ldapOperations(
            ActivePrincipals principals,
            PasswordAuthentication passwords,
            PasswordStates states,
            ScramAuthentication scram,
            Entries entries,
            DirectorySchema schema,
            Tenants tenants,
            Audit audit,
            ChangeFeed feed,
            EntryJournal journal,
            TransactionTemplate transactions,
            SecureRandom random,
            ObjectProvider<BearerAuthentication> bearer,
            ObjectProvider<CertificateAuthentication> certificates,
            DirectorySettings settings) {
        var foundations = new LdapOperations.Foundations(
                principals,
                passwords,
                states,
                scram,
                entries,
                schema,
                tenants,
                audit,
                feed,
                journal,
                transactions,
                random,
                Optional.ofNullable(bearer.getIfAvailable()),
                Optional.ofNullable(certificates.getIfAvailable()));
        return new LdapOperations(foundations, settings.ldap().plainOnLoopback());
    }

    @Bean
    LdapListeners ldapListeners(
            DirectorySettings settings, ServerTls tls, LdapOperations operations, SecureRandom random) {
        return new LdapListeners(settings.ldap(), LdapLimits.of(settings.ldap()), tls, operations, random);
    }
}
