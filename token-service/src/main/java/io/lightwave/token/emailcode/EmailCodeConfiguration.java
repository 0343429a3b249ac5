package io.lightwave.token.emailcode;

import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.FactorSupply;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One-time codes in letters.
@Configuration(proxyBeanMethods = false)
public class EmailCodeConfiguration {

    @Bean
    EmailCodes emailCodes(JdbcClient jdbc, Mailer mailer, Throttle throttle, InstantSource clock, SecureRandom random) {
        return new EmailCodes(jdbc, mailer, throttle, clock, random);
    }

    @Bean
    RecurringTask expiredEmailCodes(EmailCodes codes) {
        return new RecurringTask("expired-email-codes", Duration.ofHours(1), codes::forgetExpired);
    }

    @Bean
    FactorSupply emailCodeSupply(Mailer mailer) {
        return new FactorSupply() {
            @Override
            public Factor factor() {
                return Factor.EMAIL_CODE;
            }

            @Override
            public boolean isThere(TenantId tenant) {
                return mailer.isThere();
            }
        };
    }
}
