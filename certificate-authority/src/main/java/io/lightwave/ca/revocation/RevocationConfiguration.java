package io.lightwave.ca.revocation;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.Holders;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RevocationConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Bean
    RevocationLists revocationLists(
            Authorities authorities,
            Publications publications,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            InstantSource clock) {
        return new RevocationLists(authorities, publications, jdbc, transaction, feed, clock);
    }

    @Bean
    Shards revocationListShards(
            RevocationLists lists,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            InstantSource clock,
            CertificateAuthoritySettings settings) {
        return new Shards(lists, jdbc, transaction, feed, clock, settings.listed());
    }

    @Bean
    PublishedLists publishedRevocationLists(
            Authorities authorities, Publications publications, RevocationLists lists, Shards shards) {
        return new PublishedLists(authorities, publications, lists, shards);
    }

    @Bean
    RevocationListEndpoint revocationListEndpoint(PublishedLists lists) {
        return new RevocationListEndpoint(lists);
    }

    @Bean
    SubjectEnded holderCertificates(CertificateStates states, RevocationLists lists, InstantSource clock) {
        return new HolderCertificates(states, lists, clock);
    }

    @Bean
    EndedAttesters endedAttesters(
            JdbcClient jdbc,
            CertificateStates states,
            List<OtherCertificates> others,
            RevocationLists lists,
            Subjects subjects,
            Holders holders,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transaction,
            InstantSource clock) {
        var certificates = new AttestersCertificates(states, others, lists, audit, clock);
        return new EndedAttesters(jdbc, certificates, subjects, holders, feed, transaction, clock);
    }

    @Bean
    RecurringTask endedAttestersTask(EndedAttesters attesters) {
        return new RecurringTask("ended-attesters", INTERVAL, attesters::tend);
    }

    @Bean
    Revocation certificateRevocation(
            CertificateSearch search,
            CertificateStates states,
            RevocationLists lists,
            List<OtherCertificates> others,
            Delegates delegates,
            Audit audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        return new Revocation(search, states, lists, others, delegates, audit, transaction, clock);
    }

    @Bean
    AuthorityRevocation authorityRevocation(
            CertificateStates states,
            RevocationLists lists,
            Tenants tenants,
            TransactionTemplate transaction,
            InstantSource clock) {
        return new AuthorityRevocation(states, lists, tenants, transaction, clock);
    }

    @Bean
    RevocationEndpoint certificateRevocationEndpoint(Revocation revocation, Subjects subjects, InstantSource clock) {
        return new RevocationEndpoint(revocation, subjects, clock);
    }
}
