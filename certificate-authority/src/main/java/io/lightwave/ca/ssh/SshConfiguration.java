package io.lightwave.ca.ssh;

import io.lightwave.ca.certificate.Holders;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.Subjects;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class SshConfiguration {

    @Bean
    SshStore sshStore(JdbcClient jdbc, SealedKeys sealedKeys, ObjectMapper json) {
        return new SshStore(jdbc, sealedKeys, json);
    }

    @Bean
    SshAuthorities sshAuthorities(SshStore store, ChangeFeed feed) {
        return new SshAuthorities(store, feed);
    }

    @Bean
    SshNames sshNames(SshAuthorities authorities) {
        return new SshNames(authorities);
    }

    @Bean
    SshRecords sshRecords(
            JdbcClient jdbc, TransactionTemplate transaction, Holders holders, ChangeFeed feed, Audit audit) {
        return new SshRecords(jdbc, transaction, holders, feed, audit);
    }

    @Bean
    SshHolders sshHolders(SshRecords records, InstantSource clock) {
        return new SshHolders(records, clock);
    }

    @Bean
    SshEndpoint sshEndpoint(
            SshAuthorities authorities,
            SshRecords records,
            ChangeFeed feed,
            Audit audit,
            SoundTime time,
            InstantSource clock,
            SecureRandom random) {
        return new SshEndpoint(
                new SshIssuance(authorities, records, audit, time, clock, random),
                authorities,
                new RevokedKeys(authorities, records, feed, clock),
                clock);
    }

    @Bean
    SshAdministrationEndpoint sshAdministrationEndpoint(
            SshStore store,
            SshAuthorities authorities,
            SshRecords records,
            Subjects subjects,
            TransactionTemplate transaction,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new SshAdministrationEndpoint(store, authorities, records, subjects, transaction, audit, clock, json);
    }
}
