package io.lightwave.ca.certificate;

import io.lightwave.directory.Attestations;
import io.lightwave.directory.Audit;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.Subjects;
import jakarta.persistence.EntityManagerFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = CertificateEntity.class)
public class CertificateConfiguration {

    @Bean
    Holders certificateHolders(JdbcClient jdbc) {
        return new Holders(jdbc);
    }

    @Bean
    CertificateRecords certificateRecords(
            EntityManagerFactory entities,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SharedRecords together,
            Holders holders,
            Audit audit,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random) {
        var shared = SharedEntityManagerCreator.createSharedEntityManager(entities);
        return new CertificateRecords(shared, jdbc, transaction, together, holders, audit, feed, clock, random);
    }

    @Bean(initMethod = "start")
    SharedRecords sharedCertificateRecords(
            DataSource dataSource, TransactionTemplate transaction, Audit audit, ChangeFeed feed) {
        return new SharedRecords(dataSource, transaction, audit, feed);
    }

    @Bean
    CertificateStates certificateStates(JdbcClient jdbc, Holders holders, ChangeFeed feed) {
        return new CertificateStates(jdbc, holders, feed);
    }

    @Bean
    CertificateSearch certificateSearch(JdbcClient jdbc) {
        return new CertificateSearch(jdbc);
    }

    @Bean
    OutstandingCredentials unexpiredCertificates(JdbcClient jdbc) {
        return new UnexpiredCertificates(jdbc);
    }

    @Bean
    CertificateTrust certificateTrust(
            JdbcClient jdbc,
            InstantSource clock,
            ChangeFeed feed,
            ObjectProvider<Attestations> attestations,
            Holders holders) {
        // Without anybody who knows of nodes none speaks for a workload.
        return new RecordedCertificates(
                jdbc, clock, feed, attestations.getIfAvailable(() -> (_, _, _) -> Optional.empty()), holders);
    }

    @Bean
    CertificatesEndpoint certificatesEndpoint(CertificateSearch search, Subjects subjects, InstantSource clock) {
        return new CertificatesEndpoint(search, subjects, clock);
    }
}
