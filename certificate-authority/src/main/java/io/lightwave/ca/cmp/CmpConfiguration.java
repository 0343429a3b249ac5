package io.lightwave.ca.cmp;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.renewal.Renewal;
import io.lightwave.ca.revocation.PublishedLists;
import io.lightwave.ca.revocation.Revocation;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Throttle;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class CmpConfiguration {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    @Bean
    Transactions cmpTransactions(JdbcClient jdbc, InstantSource clock) {
        return new Transactions(jdbc, clock);
    }

    @Bean
    Confirmation cmpConfirmation(
            Transactions transactions,
            CertificateSearch search,
            Revocation revocation,
            TransactionTemplate transaction) {
        return new Confirmation(transactions, search, revocation, transaction);
    }

    @Bean
    CmpEndpoint cmpEndpoint(
            Authorities authorities,
            Delegates delegates,
            Issuance issuance,
            Renewal renewal,
            Revocation revocation,
            Credentials credentials,
            CertificateSearch search,
            ActivePrincipals principals,
            Throttle throttle,
            Transactions transactions,
            Confirmation confirmation,
            PublishedLists lists,
            CertificateAuthoritySettings settings,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new CmpEndpoint(
                authorities,
                new Conversation(
                        new Reception(renewal, credentials, principals, search, throttle),
                        transactions,
                        new Enrolment(issuance, renewal, credentials, confirmation, authorities),
                        confirmation,
                        new Ending(search, revocation),
                        new Information(authorities, new ListQuestions(lists), settings.mlDsa()),
                        new Answers(authorities, delegates, clock, random),
                        audit,
                        clock));
    }

    @Bean
    RecurringTask cmpConfirmations(Confirmation confirmation) {
        return new RecurringTask("cmp-confirmations", INTERVAL, confirmation::tend);
    }
}
