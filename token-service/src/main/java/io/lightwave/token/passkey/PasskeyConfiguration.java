package io.lightwave.token.passkey;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.TenantId;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.FactorSupply;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// Passkeys.
@Configuration(proxyBeanMethods = false)
public class PasskeyConfiguration {

    @Bean
    FactorSupply passkeySupply(JdbcClient jdbc) {
        return new FactorSupply() {
            @Override
            public Factor factor() {
                return Factor.PASSKEY;
            }

            @Override
            public boolean isThere(TenantId tenant) {
                return jdbc.sql("select exists (select 1 from passkey where tenant_id = ?)")
                        .param(tenant.value())
                        .query((row, _) -> row.getBoolean(1))
                        .single();
            }
        };
    }

    @Bean
    Challenges passkeyChallenges(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new Challenges(jdbc, clock, random);
    }

    @Bean
    RecurringTask expiredPasskeyChallenges(Challenges challenges) {
        return new RecurringTask("expired-passkey-challenges", Duration.ofHours(1), challenges::forgetExpired);
    }

    @Bean
    Passkeys passkeys(
            JdbcClient jdbc,
            Challenges challenges,
            AuthenticationPolicies policies,
            ActivePrincipals principals,
            ObjectMapper json,
            InstantSource clock) {
        return new Passkeys(new PasskeyStore(jdbc), challenges, new PasskeyOptions(json), policies, principals, clock);
    }

    @Bean
    SubjectEnded forgottenPasskeys(Passkeys passkeys) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                passkeys.removeAll(subject.tenant(), subject.id());
            }
        };
    }
}
