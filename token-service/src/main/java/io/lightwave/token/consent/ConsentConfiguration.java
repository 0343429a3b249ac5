package io.lightwave.token.consent;

import io.lightwave.directory.Audit;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.token.approval.Approvals;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Consents.
@Configuration(proxyBeanMethods = false)
public class ConsentConfiguration {

    @Bean
    Consents consents(JdbcClient jdbc, Approvals approvals, TransactionTemplate transactions, InstantSource clock) {
        return new Consents(jdbc, approvals, transactions, clock);
    }

    @Bean
    SubjectEnded forgottenConsents(Consents consents) {
        return new ForgottenConsents(consents);
    }

    @Bean
    ConsentsEndpoint consentsEndpoint(Consents consents, Subjects subjects, Audit audit) {
        return new ConsentsEndpoint(consents, subjects, audit);
    }
}
