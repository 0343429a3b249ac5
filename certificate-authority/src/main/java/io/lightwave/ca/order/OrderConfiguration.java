package io.lightwave.ca.order;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.message.Nonces;
import io.lightwave.ca.proof.Proofs;
import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class OrderConfiguration {
    private static final Duration RESUMPTION = Duration.ofSeconds(15);
    private static final Duration PURGE = Duration.ofHours(1);

    @Bean
    Validation acmeValidation(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ObjectProvider<Proofs> proofs,
            Audit audit,
            InstantSource clock,
            CertificateAuthoritySettings settings) {
        return new Validation(jdbc, transaction, proofs::getObject, audit, clock, settings.acme());
    }

    @Bean
    Orders acmeOrders(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Validation validation,
            InstantSource clock,
            SecureRandom random) {
        return new Orders(new OrderStore(jdbc), jdbc, transaction, validation, clock, random);
    }

    @Bean
    Finalization acmeFinalization(JdbcClient jdbc, Issuance issuance, InstantSource clock) {
        return new Finalization(jdbc, issuance, clock);
    }

    @Bean
    RecurringTask acmeResumption(Validation validation, Finalization finalization) {
        return new RecurringTask("acme-resumption", RESUMPTION, () -> {
            validation.resume();
            finalization.resume();
        });
    }

    @Bean
    RecurringTask acmePurge(Orders orders, Nonces nonces) {
        return new RecurringTask("acme-purge", PURGE, () -> {
            orders.purge();
            nonces.purge();
        });
    }
}
