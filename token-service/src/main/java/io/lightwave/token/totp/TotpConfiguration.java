package io.lightwave.token.totp;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.Throttle;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.passkey.Passkeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Second factors.
@Configuration(proxyBeanMethods = false)
public class TotpConfiguration {

    @Bean
    SecondFactors secondFactors(
            JdbcClient jdbc,
            SealedKeys sealed,
            Throttle throttle,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        return new SecondFactors(new FactorRows(jdbc, sealed), throttle, transactions, clock, random);
    }

    @Bean
    RecurringTask forgottenProposals(SecondFactors factors) {
        return new RecurringTask("expired-totp-proposals", Duration.ofHours(1), factors::forgetProposals);
    }

    @Bean
    SubjectEnded forgottenFactors(SecondFactors factors) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                factors.remove(subject.tenant(), subject.id());
            }
        };
    }

    @Bean
    FactorsEndpoint factorsEndpoint(
            SecondFactors factors,
            Passkeys passkeys,
            Certificates certificates,
            Subjects subjects,
            Tenants tenants,
            ActivePrincipals principals,
            Notices notices,
            Audit audit) {
        return new FactorsEndpoint(factors, passkeys, certificates, subjects, tenants, principals, notices, audit);
    }
}
